import assert from "node:assert/strict";
import { readAhead } from "../../lib/watch/mod.ts";

const bytes = (...values: number[]) => Uint8Array.from(values);
const turn = () => new Promise((resolve) => setImmediate(resolve));

Deno.test("readAhead() gives what has come meanwhile at once, in order, and reads no more than it may ahead", async () => {
  let given = 0;
  async function* pieces() {
    for (; given < 10; given++) {
      await turn();
      yield bytes(given);
    }
  }
  const seen: number[][] = [];
  const ahead: number[] = [];
  for await (const piece of readAhead(pieces(), 4)) {
    for (let i = 0; i < 20; i++) await turn(); // others would come
    ahead.push(given);
    seen.push([...piece]);
  }
  assert.deepEqual(seen, [[0], [1, 2, 3, 4], [5, 6, 7, 8], [9]]);
  assert.deepEqual(ahead, [4, 8, 10, 10]);
});

Deno.test("readAhead() throws what its source throws, after what came before", async () => {
  async function* pieces() {
    yield bytes(1);
    await turn();
    throw new Deno.errors.BrokenPipe("gone");
  }
  const seen: number[] = [];
  await assert.rejects(async () => {
    for await (const piece of readAhead(pieces())) seen.push(...piece);
  }, Deno.errors.BrokenPipe);
  assert.deepEqual(seen, [1]);
});
