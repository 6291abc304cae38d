/**
 * The checks that public functions make once, at their edge, and the one form of their messages:
 * `Cannot ACTION as NAME must be RULE: current value is VALUE`.
 *
 * An action is what cannot be done, such as "train". Values are given under the names that their
 * user knows them by, several at once:
 * `requireInteger("train", { epochs, batchSize }, { min: 1 })`.
 */

/** Where a number must lie; nothing said is no bound. */
export interface Range {
  /** The least it may be. */
  readonly min?: number;
  /** The most it may be. */
  readonly max?: number;
  /** What it must exceed. */
  readonly above?: number;
  /** What it must stay below. */
  readonly below?: number;
}

/**
 * Checks that each value is an integer within bounds: a `TypeError` for what is no number, a
 * `RangeError` for another number.
 */
export function requireInteger(
  action: string,
  named: Readonly<Record<string, unknown>>,
  range: Range = {},
): void {
  for (const [name, value] of Object.entries(named)) {
    if (Number.isSafeInteger(value) && isWithin(value as number, range)) continue;
    refuse(action, name, `an integer${bounds(range)}`, value, typeof value === "number");
  }
}

/**
 * Checks that each value is a finite number within bounds; throws as {@linkcode requireInteger}.
 */
export function requireNumber(
  action: string,
  named: Readonly<Record<string, unknown>>,
  range: Range = {},
): void {
  for (const [name, value] of Object.entries(named)) {
    if (Number.isFinite(value) && isWithin(value as number, range)) continue;
    const rule = interval(range) ?? `a finite number${bounds(range)}`;
    refuse(action, name, rule, value, typeof value === "number");
  }
}

/** What a value can be that is no number, by the words for it. */
const KINDS = {
  "a number": (value: unknown) => typeof value === "number" && !Number.isNaN(value),
  "a text": (value: unknown) => typeof value === "string",
  "bytes in a Uint8Array": (value: unknown) => value instanceof Uint8Array,
  "a study, such as createStudy() gives": (value: unknown) => Array.isArray(Object(value).trials),
  "a function": (value: unknown) => typeof value === "function",
  "a list": isList,
  "a list of numbers": isList,
  "a list of objects": (value: unknown) =>
    Array.isArray(value) && value.every((one) => Object(one) === one),
  "an object": (value: unknown) => Object(value) === value && !Array.isArray(value),
  "a date": (value: unknown) => value instanceof Date && !Number.isNaN(value.getTime()),
  "a path or a URL": (value: unknown) =>
    value instanceof URL || typeof value === "string" && value !== "",
  "a URL": (value: unknown) =>
    value instanceof URL || typeof value === "string" && URL.canParse(value),
  "the signal of an AbortController": (value: unknown) => value instanceof AbortSignal,
};

/** Checks that each value is of a kind, with a `TypeError`. */
export function requireKind(
  action: string,
  named: Readonly<Record<string, unknown>>,
  kind: keyof typeof KINDS,
): void {
  for (const [name, value] of Object.entries(named)) {
    if (!KINDS[kind](value)) refuse(action, name, kind, value, false);
  }
}

/** As {@linkcode requireKind}, of what may be left out. */
export function requireKindIfGiven(
  action: string,
  named: Readonly<Record<string, unknown>>,
  kind: keyof typeof KINDS,
): void {
  for (const [name, value] of Object.entries(named)) {
    if (value !== undefined) requireKind(action, { [name]: value }, kind);
  }
}

/** Options as given, checked to be an object, so that none in another form is passed over. */
export function optionsOf<T extends object>(action: string, options: T): T {
  requireKind(action, { options }, "an object");
  return options;
}

/**
 * Checks that each list holds at least one number, and no NaN or infinity: a `TypeError` for what
 * is no list, else a `RangeError`.
 */
export function requireFinite(
  action: string,
  named: Readonly<Record<string, ArrayLike<number>>>,
): void {
  requireKind(action, named, "a list of numbers");
  for (const [name, values] of Object.entries(named)) {
    if (values.length === 0) {
      throw new RangeError(
        `Cannot ${action} as ${name} must hold at least one value: current length is 0`,
      );
    }
    for (let i = 0; i < values.length; i++) {
      if (Number.isFinite(values[i])) continue;
      throw new RangeError(
        `Cannot ${action} as ${name} must be finite numbers: ${name}[${i}] is ${
          excerpt(values[i])
        }`,
      );
    }
  }
}

/**
 * Checks that each value is one of those allowed: a `TypeError` for another kind than theirs, a
 * `RangeError` for another value.
 */
export function requireOneOf(
  action: string,
  named: Readonly<Record<string, unknown>>,
  allowed: readonly unknown[],
): void {
  for (const [name, value] of Object.entries(named)) {
    if (allowed.includes(value)) continue;
    const sameKind = allowed.some((one) => typeof one === typeof value);
    refuse(action, name, listed(allowed), value, sameKind);
  }
}

/**
 * Checks, with a `TypeError`, that options hold no name but the known ones, so that none misspelt
 * is passed over. Given what destructuring left over (`const { seed, ...rest } = options`), none is
 * known.
 */
export function requireKnownOptions(
  action: string,
  options: object,
  known: readonly string[] = [],
): void {
  requireKind(action, { options }, "an object");
  const unknown = Object.keys(options).find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const others = known.length === 0 ? "" : `, but ${known.join(", ")}`;
  throw new TypeError(`Cannot ${action} as there is no option ${excerpt(unknown)}${others}`);
}

/** Checks that a seed is an integer in 0..2^32-1; throws as {@linkcode requireInteger}. */
export function requireSeed(action: string, seed: unknown): void {
  requireInteger(action, { seed }, { min: 0, max: 0xffffffff });
}

/**
 * A value as it stands in a message: a text quoted, on one line, its control characters escaped,
 * and cut after 60 characters with its length said, passwords in URLs masked; an object by its
 * kind.
 */
export function excerpt(value: unknown): string {
  if (typeof value === "string") {
    const text = withoutUserInfo(value);
    if (text.length <= 60) return escape(JSON.stringify(text));
    return `${escape(JSON.stringify(text.slice(0, 60)))}... (${text.length} characters)`;
  }
  if (typeof value === "bigint") return `${value}n`;
  if (Object.is(value, -0)) return "-0";
  if (Array.isArray(value)) {
    const flat = value.length <= 8 && value.every((item) => Object(item) !== item);
    return flat ? `[${value.map(excerpt).join(", ")}]` : `an array of length ${value.length}`;
  }
  if (typeof value === "function") return "a function";
  if (value instanceof Date) {
    return KINDS["a date"](value) ? value.toISOString() : "an invalid date";
  }
  if (value instanceof Promise) return "a promise, which await turns into its value";
  return typeof value === "object" && value !== null ? "an object" : String(value);
}

/**
 * A text that came from outside as it may reach a terminal: what would move the cursor, send the
 * terminal a command, hide or reorder what follows is escaped, such as `\u001b`, and passwords in
 * URLs are masked. `lines` keeps line breaks and tabs; what is longer than `maxLength` is cut.
 */
export function printable(
  text: string,
  options: { lines?: boolean; maxLength?: number } = {},
): string {
  const { lines = false, maxLength = 2000 } = options;
  const masked = withoutUserInfo(text);
  const shown = masked.length > maxLength
    ? `${masked.slice(0, maxLength)}... (${masked.length} characters)`
    : masked;
  return escape(shown.replaceAll(/\r\n/g, "\n"), lines);
}

/** A text with the user name and password of every URL in it masked: `https://***@host`. */
export function withoutUserInfo(text: string): string {
  return text.replaceAll(/:\/\/[^\s/?#"'<>]*@/g, "://***@");
}

/** C0, DEL, C1, line and paragraph separators, marks of direction, halves of surrogate pairs. */
const UNSAFE =
  // deno-lint-ignore no-control-regex
  /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]|\p{Surrogate}/gu;

function escape(text: string, lines = false): string {
  return text.replaceAll(UNSAFE, (character) => {
    if (character === "\n" || character === "\t") {
      return lines ? character : character === "\n" ? "\\n" : "\\t";
    }
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}

function isList(value: unknown): boolean {
  return typeof value === "object" &&
    Number.isInteger((value as ArrayLike<unknown> | null)?.length);
}

function isWithin(value: number, { min, max, above, below }: Range): boolean {
  return (min === undefined || value >= min) && (max === undefined || value <= max) &&
    (above === undefined || value > above) && (below === undefined || value < below);
}

/** "in [0, 1)", where a range has two ends. */
function interval({ min, max, above, below }: Range): string | undefined {
  const [low, high] = [min ?? above, max ?? below];
  if (low === undefined || high === undefined) return undefined;
  return `in ${min === undefined ? "(" : "["}${low}, ${high}${max === undefined ? ")" : "]"}`;
}

/** " in 1..64", " of 1 or more", " above 0": what follows "an integer" or "a finite number". */
function bounds(range: Range): string {
  const { min, max, above, below } = range;
  if (min !== undefined && max !== undefined) {
    return ` in ${min}..${max === 0xffffffff ? "2^32-1" : max}`;
  }
  const both = interval(range);
  if (both !== undefined) return ` ${both}`;
  if (min !== undefined) return ` of ${min} or more`;
  if (max !== undefined) return ` of ${max} or less`;
  if (above !== undefined) return ` above ${above}`;
  return below === undefined ? "" : ` below ${below}`;
}

function listed(allowed: readonly unknown[]): string {
  const words = allowed.filter((one) => one !== undefined).map(excerpt);
  return words.length < 2 ? words.join() : `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}

function refuse(
  action: string,
  name: string,
  rule: string,
  value: unknown,
  rightKind: boolean,
): never {
  const message = `Cannot ${action} as ${name} must be ${rule}: current value is ${excerpt(value)}`;
  throw rightKind ? new RangeError(message) : new TypeError(message);
}

/**
 * An error about what a person gave, not about the program: without the places in our code, which
 * would stand before what they have to read.
 */
export function withoutPlaces<E extends Error>(error: E): E {
  error.stack = `${error.name}: ${error.message}`;
  return error;
}
