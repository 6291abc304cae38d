import assert from "node:assert/strict";
import fc from "fast-check";
import {
  decodeMessage,
  encodeMessage,
  type JsonObject,
} from "../../lib/notebook/kernel/message.ts";

const json = fc.jsonValue().map((value) => JSON.parse(JSON.stringify({ value })) as JsonObject);

Deno.test("decodeMessage() gives back what encodeMessage() wrote, behind any topic", () => {
  fc.assert(
    fc.property(json, json, json, json, (header, parent, metadata, content) => {
      const message = { header, parent, metadata, content };
      const frames = encodeMessage(message, "key");
      const topic = new TextEncoder().encode("topic");
      assert.deepEqual(decodeMessage([topic, ...frames, topic], "key"), message);
    }),
    { seed: 42 },
  );
});

Deno.test("encodeMessage() signs as the protocol has it", () => {
  // python3 -c "import hmac; print(hmac.new(b'key', b'{}'*4, 'sha256').hexdigest())"
  const frames = encodeMessage({ header: {}, parent: {}, metadata: {}, content: {} }, "key");
  assert.deepEqual(frames.map((frame) => new TextDecoder().decode(frame)), [
    "<IDS|MSG>",
    "ca767b02c5bc061ed184a9a029e7f93a7f2f7ed4e8fe74120fc1212f0b008fa3",
    "{}",
    "{}",
    "{}",
    "{}",
  ]);
});

Deno.test("decodeMessage() refuses any change, another key and a missing frame", () => {
  const frames = encodeMessage({ header: { a: 1 }, parent: {}, metadata: {}, content: {} }, "key");
  for (let frame = 1; frame < frames.length; frame++) {
    const changed = frames.map((bytes) => bytes.slice());
    changed[frame]![0]! ^= 1;
    assert.throws(() => decodeMessage(changed, "key"), SyntaxError);
  }
  assert.throws(() => decodeMessage(frames, "other"), /signature/);
  assert.throws(() => decodeMessage(frames.slice(0, 5), "key"), /five frames/);
  assert.throws(() => decodeMessage([], "key"), SyntaxError);
});
