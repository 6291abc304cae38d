/** No call takes an array of data as its arguments: from about 125,000 on that overflows the stack. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";

const LIB = fileURLToPath(new URL("../lib/", import.meta.url));

/** Calls that take any number of arguments, and are often given an array. */
const SPREAD =
  /\b(?:Math\.(?:min|max)|push|unshift|concat|splice|fromCharCode|fromCodePoint)\((?:[^(){}]|\([^()]*\))*?\.\.\.(?=[\w([])/;

/** Rooms in which what is spread is few by nature: panels, layers, notes, options. */
const FEW =
  /^(?:charts\/(?:drawing|series)|cli|data|evaluate|notebook|watch|autoencoder|fleet|detect)\//;

function listFiles(folder: string): string[] {
  return [...Deno.readDirSync(LIB + folder)].flatMap(({ name, isDirectory }) => {
    const path = folder + name;
    if (isDirectory) return listFiles(`${path}/`);
    return name.endsWith(".ts") && !name.endsWith(".as.ts") ? [path] : [];
  });
}

Deno.test("no trial, report or parameter is spread into a call", () => {
  const found = listFiles("").filter((file) => !FEW.test(file)).flatMap((file) =>
    Deno.readTextFileSync(LIB + file).split("\n")
      .filter((line) => !/^\s*(?:\*|\/\/)/.test(line) && SPREAD.test(line))
      .map((line) => `${file}: ${line.trim()}`)
  );
  assert.deepEqual(found, []);
});

Deno.test("SPREAD finds each form", () => {
  for (
    const call of ["Math.max(...all)", "a.push(...(await b()))", "Math.min(0, ...f(x).values())"]
  ) {
    assert.match(call, SPREAD);
  }
  for (const call of ["a.push({ ...b })", "f([...a])", "Math.max(a, b)"]) {
    assert.doesNotMatch(call, SPREAD);
  }
});
