/** Seeded damage for fuzz tests. */
import { Mt19937 } from "../../lib/math/random.ts";

/** How many rounds a fuzz test runs: few, or as many as `ELB_TEST_ROUNDS` says. */
export function rounds(few: number): number {
  return Number(Deno.env.get("ELB_TEST_ROUNDS") ?? few);
}

/** One of several. */
export function pick<T>(random: Mt19937, items: readonly T[]): T {
  return items[random.integer(items.length - 1)]!;
}

const ODD: readonly unknown[] = [
  ...[
    null,
    true,
    -1,
    0,
    0.5,
    1e308,
    2 ** 53,
    "",
    "x",
    "NaN",
    "\u0000\u001b[2J\u202e",
    "x".repeat(300),
  ],
  ...[[], {}, [null], [[]], { a: 1 }, ["x", 1], -0, 4294967296],
];

/** A copy of a JSON value with one place in it changed, removed or doubled. */
export function damageJson(value: unknown, random: Mt19937): unknown {
  const copy = structuredClone(value);
  const places: [Record<string, unknown> | unknown[], string | number][] = [];
  const visit = (node: unknown) => {
    if (typeof node !== "object" || node === null) return;
    const keys = Array.isArray(node) ? node.keys() : Object.keys(node);
    for (const key of keys) {
      places.push([node as unknown[], key as number]);
      visit((node as unknown[])[key as number]);
    }
  };
  visit(copy);
  if (places.length === 0) return pick(random, ODD);
  const [holder, key] = pick(random, places);
  const at = holder as unknown[];
  switch (random.integer(4)) {
    case 0:
      if (Array.isArray(holder)) holder.splice(key as number, 1);
      else delete (holder as Record<string, unknown>)[key];
      break;
    case 1:
      if (Array.isArray(holder)) holder.push(structuredClone(holder[key as number]));
      else (holder as Record<string, unknown>)[`${key}x`] = structuredClone(at[key as number]);
      break;
    default:
      at[key as number] = structuredClone(pick(random, ODD));
  }
  return copy;
}

/** A copy of bytes with some changed, removed, doubled or put in. */
export function damageBytes(bytes: Uint8Array, random: Mt19937): Uint8Array {
  let damaged = Uint8Array.from(bytes);
  for (let i = random.integer(3); i >= 0; i--) {
    const at = random.integer(Math.max(0, damaged.length - 1));
    const end = Math.min(damaged.length, at + random.integer(12));
    const odd = pick(random, [
      ...[
        ",",
        "\n",
        "\r",
        '"',
        "\u0000",
        "\ufeff",
        "NaN",
        "1e999",
        "\u001b[2J",
        "\u202e",
        "0x1",
        " ",
      ],
      ...[";;", "''", "2014-02-30", "2014-04-10 00:00:00", "-", "\u{1F600}", "\ud800"],
    ]);
    const piece = pick(random, [
      new Uint8Array(0),
      new TextEncoder().encode(odd),
      damaged.slice(at, end),
      Uint8Array.of(random.integer(255)),
    ]);
    damaged = Uint8Array.from([...damaged.slice(0, at), ...piece, ...damaged.slice(end)]);
  }
  return damaged;
}
