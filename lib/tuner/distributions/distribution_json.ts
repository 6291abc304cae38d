/** Distributions as Optuna writes them in the column `distribution_json`. */
import { decodeJson, encodeJson } from "../storages/python_json.ts";
import { decimalGrid } from "./decimal_grid.ts";
import type { CategoricalChoice, Distribution } from "./distribution.ts";

/** The JSON text that Optuna (3.0 to 5.0) reads back. */
export function distributionToJson(distribution: Distribution): string {
  if (distribution.kind === "categorical") {
    const { choices } = distribution;
    return `{"name":"CategoricalDistribution","attributes":{"choices":${encodeJson(choices)}}}`;
  }
  const { low, high, log, step } = distribution;
  return JSON.stringify(
    distribution.kind === "float"
      ? { name: "FloatDistribution", attributes: { step, low, high, log } }
      : { name: "IntDistribution", attributes: { log, step, low, high } },
  );
}

/**
 * Reads what any Optuna wrote: today's names, the names before 3.0 and the short form. As in Optuna
 * `high` is lowered to the last point of the grid.
 *
 * @param text One `distribution_json`
 * @throws {SyntaxError} If the text is no JSON, names no known distribution, has an unknown
 *   attribute, or breaks a distribution's rule
 */
export function distributionFromJson(text: string): Distribution {
  let parsed: unknown;
  try {
    parsed = decodeJson(text);
  } catch (cause) {
    throw new SyntaxError(`Cannot read a distribution: it is not JSON: ${text}`, { cause });
  }
  const { name, attributes } = namedForm(asObject(parsed, text), text);
  return build(name, attributes, text);
}

type Attributes = Record<string, unknown>;

const ALLOWED: Record<string, readonly string[]> = {
  FloatDistribution: ["low", "high", "log", "step"],
  IntDistribution: ["low", "high", "log", "step"],
  CategoricalDistribution: ["choices"],
  UniformDistribution: ["low", "high"],
  LogUniformDistribution: ["low", "high"],
  DiscreteUniformDistribution: ["low", "high", "q"],
  IntUniformDistribution: ["low", "high", "step"],
  IntLogUniformDistribution: ["low", "high", "step"],
};

const SHORT_NAMES: Record<string, string> = {
  float: "FloatDistribution",
  int: "IntDistribution",
  categorical: "CategoricalDistribution",
};

function namedForm(
  object: Attributes,
  text: string,
): { name: string; attributes: Attributes } {
  if ("name" in object) {
    return { name: String(object.name), attributes: asObject(object.attributes, text) };
  }
  const { type, ...attributes } = object;
  return { name: SHORT_NAMES[String(type)] ?? String(type), attributes };
}

function build(name: string, attributes: Attributes, text: string): Distribution {
  const allowed = ALLOWED[name];
  if (allowed === undefined) refuse(`"${name}" is not a known distribution`, text);
  for (const key of Object.keys(attributes)) {
    if (!allowed.includes(key)) refuse(`"${key}" is not an attribute of ${name}`, text);
  }
  if (name === "CategoricalDistribution") {
    const { choices } = attributes;
    if (!Array.isArray(choices) || choices.length === 0) refuse("it has no choices", text);
    return { kind: "categorical", choices: choices as CategoricalChoice[] };
  }
  const low = asNumber(attributes.low, "low", text);
  const high = asNumber(attributes.high, "high", text);
  if (low > high) refuse("low must not exceed high", text);
  const log = name.includes("Log") || attributes.log === true;
  const given = attributes.step ?? attributes.q ?? null;
  const isInt = name.startsWith("Int");
  const spacing = given === null ? null : asNumber(given, "step", text);
  if (log && low < (isInt ? 1 : Number.MIN_VALUE)) refuse("log needs a positive low", text);
  if (log && spacing !== null && !(isInt && spacing === 1)) refuse("log takes no step", text);
  if (spacing !== null && spacing <= 0) refuse("step must be above 0", text);
  const step = spacing ?? (isInt ? 1 : null);
  const last = step === null ? high : decimalGrid(low, high, step).last;
  return isInt
    ? { kind: "int", low, high: last, log, step: step! }
    : { kind: "float", low, high: last, log, step };
}

function asObject(value: unknown, text: string): Attributes {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    refuse("it is not an object with name and attributes", text);
  }
  return value as Attributes;
}

function asNumber(value: unknown, key: string, text: string): number {
  if (typeof value !== "number") refuse(`${key} is not a number`, text);
  return value;
}

function refuse(rule: string, text: string): never {
  throw new SyntaxError(`Cannot read a distribution as ${rule}: ${text}`);
}
