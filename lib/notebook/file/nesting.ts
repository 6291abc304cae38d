/** How deep a value nests: writing JSON recurses, so a value must not nest without bound. */

/** As deep as values in a notebook may nest. */
export const MOST_NESTING = 500;

/** Whether lists and objects stand in each other more than {@linkcode MOST_NESTING} deep. */
export function nestsTooDeep(value: unknown): boolean {
  const open: [unknown, number][] = [[value, 0]];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [inner, depth] = next;
    if (typeof inner !== "object" || inner === null) continue;
    if (depth >= MOST_NESTING) return true;
    for (const part of Object.values(inner)) open.push([part, depth + 1]);
  }
  return false;
}
