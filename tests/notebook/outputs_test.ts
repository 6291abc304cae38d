import assert from "node:assert/strict";
import type { JsonObject, Message } from "../../lib/notebook/kernel/message.ts";
import { OutputCollector } from "../../lib/notebook/run/outputs.ts";
import { CellOutputs } from "../../lib/notebook/serve/cell_outputs.ts";

function message(type: string, content: JsonObject): Message {
  return { header: { msg_type: type }, parent: {}, metadata: {}, content };
}

const stream = (text: string, name = "stdout") => message("stream", { name, text });

Deno.test("OutputCollector puts errors last, as the kernel sends them past the queue of prints", () => {
  const collector = new OutputCollector();
  collector.startCell();
  collector.add(stream("a"));
  collector.add(message("error", { ename: "E", evalue: "e", traceback: ["t"] }));
  collector.add(stream("b"));
  assert.equal(collector.hasError, true);
  assert.deepEqual(collector.cellOutputs(), [
    { output_type: "stream", name: "stdout", text: "ab" },
    { output_type: "error", ename: "E", evalue: "e", traceback: ["t"] },
  ]);
  collector.startCell();
  assert.deepEqual([collector.hasError, collector.cellOutputs()], [false, []]);
});

Deno.test("OutputCollector keeps the two streams apart, each run of prints an output", () => {
  const collector = new OutputCollector();
  collector.startCell();
  for (const [text, name] of [["a", "stdout"], ["b", "stdout"], ["c", "stderr"], ["d", "stdout"]]) {
    collector.add(stream(text!, name));
  }
  assert.deepEqual(
    collector.cellOutputs().map((output) => "text" in output ? [output.name, output.text] : []),
    [["stdout", "ab"], ["stderr", "c"], ["stdout", "d"]],
  );
});

Deno.test("CellOutputs sends what was printed to one stream before the other's, and errors last", () => {
  const sent: [string, JsonObject][] = [];
  const outputs = new CellOutputs("cell 1", (type, content) => sent.push([type, content]));
  outputs.add(message("error", { ename: "E", evalue: "e", traceback: [] }));
  for (const [text, name] of [["a", "stdout"], ["b", "stdout"], ["c", "stderr"]]) {
    outputs.add(stream(text!, name));
  }
  outputs.add(message("display_data", { data: {} }));
  outputs.end();
  assert.deepEqual(sent, [
    ["stream", { name: "stdout", text: "ab" }],
    ["stream", { name: "stderr", text: "c" }],
    ["display_data", { data: {} }],
    ["error", { ename: "E", evalue: "e", traceback: ["E: e"] }],
  ]);
});

Deno.test("OutputCollector updates every display of an id, in cells before as well", () => {
  const collector = new OutputCollector();
  const show = (type: string, text: string) =>
    message(type, { data: { "text/plain": text }, metadata: {}, transient: { display_id: "a" } });
  collector.startCell();
  collector.add(show("display_data", "1"));
  const first = collector.cellOutputs();
  collector.startCell();
  collector.add(show("display_data", "2"));
  collector.add(show("update_display_data", "3"));
  const data = { "text/plain": "3" };
  const expected = [{ output_type: "display_data", data, metadata: {} }];
  assert.deepEqual(first, expected);
  assert.deepEqual(collector.cellOutputs(), expected);
});

Deno.test("OutputCollector changes as few displays as it must, however many there are of an id", () => {
  const collector = new OutputCollector();
  const show = (type: string, text: string) =>
    message(type, { data: { [text]: text }, metadata: {}, transient: { display_id: "a" } });
  collector.startCell();
  const displays = 2_000;
  for (let i = 0; i < displays; i++) collector.add(show("display_data", "first"));
  collector.add(show("update_display_data", "second"));
  let changes = 0;
  for (const output of collector.cellOutputs()) {
    const shown = (output as { data: JsonObject }).data;
    const data = new Proxy(shown, {});
    Object.defineProperty(output, "data", { get: () => data, set: () => changes++ });
  }
  collector.add(show("display_data", "third"));
  for (const text of ["fourth", "fifth"]) collector.add(show("update_display_data", text));
  assert.equal(
    changes,
    0,
    "displays that were updated before follow without a change of their own",
  );
  assert.deepEqual(
    collector.cellOutputs(),
    Array(displays + 1).fill({
      output_type: "display_data",
      data: { fifth: "fifth" },
      metadata: {},
    }),
  );
});

Deno.test("OutputCollector clears at once, or with the next output", () => {
  const collector = new OutputCollector();
  collector.startCell();
  collector.add(stream("a"));
  collector.add(message("clear_output", { wait: true }));
  assert.equal(collector.cellOutputs().length, 1);
  collector.add(stream("b"));
  assert.deepEqual(collector.cellOutputs().map((output) => "text" in output && output.text), ["b"]);
  collector.add(message("clear_output", {}));
  assert.deepEqual(collector.cellOutputs(), []);
});

Deno.test("OutputCollector cleans printed text and errors, and passes over other messages", () => {
  const collector = new OutputCollector((text) => text.replaceAll("/home/me/", ""));
  collector.startCell();
  collector.add(stream("at /home/me/a.ts"));
  collector.addError("E", "in /home/me/b.ts", ["at /home/me/c.ts"]);
  collector.add(message("status", { execution_state: "idle" }));
  collector.add(message("execute_input", { code: "1" }));
  assert.doesNotMatch(JSON.stringify(collector.cellOutputs()), /home/);
  assert.equal(collector.cellOutputs().length, 2);
});
