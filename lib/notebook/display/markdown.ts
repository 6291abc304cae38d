/** Sentences that a cell computes. */

/** Signs that Markdown or HTML would read as something else than text. */
const SIGNS = /[\\`*_{}[\]<>()#+!|&~$-]/g;

/**
 * A template tag for text that depends on the data: `show` gives it as Markdown. What stands
 * between `${` and `}` is shown as it is: signs that Markdown or HTML would read are escaped, line
 * breaks become blanks.
 *
 * @returns What {@linkcode show} shows as `text/markdown`, and as the same text in `text/plain`
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { markdown, toBundle } from "elb-anomaly/notebook";
 *
 * const { "text/markdown": text } = await toBundle(markdown`**${3}** rows of ${"a_b"}`);
 * assert.equal(text, "**3** rows of a\\_b");
 * ```
 */
export function markdown(parts: TemplateStringsArray, ...values: readonly unknown[]): object {
  const join = (write: (value: string) => string) =>
    String.raw({ raw: parts }, ...values.map((value) => write(String(value)))).trim();
  const bundle = {
    "text/markdown": join((value) => value.replaceAll(/\s+/g, " ").replaceAll(SIGNS, "\\$&")),
    "text/plain": join((value) => value),
  };
  return { [Symbol.for("Jupyter.display")]: () => bundle };
}
