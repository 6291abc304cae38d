import assert from "node:assert/strict";
import { findBlockAwait } from "../../lib/notebook/check/block_awaits.ts";

/** As `deno lsp` 2.9.6 answers below a `package.json` of type commonjs; 0 for no TS1309. */
const CELLS: [string, number][] = [
  ["if (a) {\n  await f();\n}", 2],
  ["await f();", 0],
  ["for (const x of [1]) {\n  console.log(await f(x));\n}", 2],
  ['import { join } from "node:path";\nif (join("a")) {\n  await f();\n}', 0],
  ["const f = async () => {\n  await g();\n};", 0],
  ["export {};\nif (a) {\n  await f();\n}", 0],
  ["{\n  await f();\n}", 2],
  ["for await (const x of y) x;", 1],
  ["const v = a ? await f() : 0;", 0],
  ["const w = [await f()];", 0],
  ["try {\n  await f();\n} catch {}", 2],
  ["const o = { a: await f() };", 0],
  ["while (a) await f();", 1],
  ["if (a) await f();", 1],
  ["if (a) {\n  const h = async () => { await f(); };\n}", 0],
  ["class A {\n  async m(): Promise<void> {\n    if (a) { await f(); }\n  }\n}", 0],
  ["if (a) {\n  const h = async (x: number) => await f(x);\n}", 0],
  ["await f();\nif (a) {\n  await f();\n}", 0],
  ["if (a) {\n  b();\n} else {\n  await f();\n}", 4],
  ["const a = 1;\nif (a) {\n  // await f();\n}", 0],
];

Deno.test("findBlockAwait() finds what the language server would report", () => {
  for (const [source, line] of CELLS) {
    assert.equal(findBlockAwait(source) ?? 0, line, source);
  }
});
