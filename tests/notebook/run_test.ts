import assert from "node:assert/strict";
import { join } from "node:path";
import {
  formatNotebook,
  type Notebook,
  type Output,
  readNotebook,
} from "../../lib/notebook/file/nbformat.ts";
import type { CellEvent, RunOptions } from "../../lib/notebook/run/options.ts";
import { runNotebook } from "../../lib/notebook/run/run.ts";
import { FixtureCopy, printed } from "./fixture.ts";
import { canListProcesses, leftOver, mark } from "./marked_processes.ts";
import { setVariables } from "../variables.ts";

/** Runs a fixture and claims that nothing of it is left running. */
async function run(copy: FixtureCopy, options: RunOptions = {}) {
  const marked = mark();
  try {
    using _variables = setVariables(marked);
    return await runNotebook(copy.file, options);
  } finally {
    if (canListProcesses) assert.deepEqual(await leftOver(marked), []);
  }
}

function outputsOf(notebook: Notebook): Output[][] {
  return notebook.cells.filter((cell) => cell.cell_type === "code").map((cell) =>
    cell.outputs ?? []
  );
}

function countsOf(notebook: Notebook): unknown[] {
  return notebook.cells.filter((cell) => cell.cell_type === "code").map((cell) =>
    cell.execution_count
  );
}

Deno.test("runNotebook() stops at a cell that throws: code 1, what came before stays, what comes after is empty", async () => {
  await using copy = await FixtureCopy.of("throws");
  const events: CellEvent[] = [];
  const result = await run(copy, { onCell: (event) => events.push(event) });

  assert.equal(result.code, 1);
  assert.equal(result.path, copy.file);
  assert.deepEqual(result.failedCell, {
    number: 2,
    heading: "Bad part",
    source: 'console.log(2);\nthrow new TypeError("boom");',
    ename: "TypeError",
    evalue: "boom",
    traceback: result.failedCell!.traceback,
  });
  assert.equal(result.failedCell!.traceback[0], "TypeError: boom");
  const notebook = await copy.read();
  assert.deepEqual(printed(notebook), ["1\n", "2\n", ""]);
  assert.deepEqual(countsOf(notebook), [1, 2, null]);
  assert.deepEqual(outputsOf(notebook)[1]!.map((output) => output.output_type), [
    "stream",
    "error",
  ]);
  assert.deepEqual(
    events.map(({ state, number, total, heading }) => [state, number, total, heading]),
    [
      ["start", 1, 3, "Traffic"],
      ["done", 1, 3, "Traffic"],
      ["start", 2, 3, "Bad part"],
      ["failed", 2, 3, "Bad part"],
    ],
  );
});

Deno.test("runNotebook() says where a cell does not parse", async () => {
  await using copy = await FixtureCopy.of("syntax_error");
  const { code, failedCell } = await run(copy);
  assert.equal(code, 1);
  assert.equal(failedCell?.ename, "SyntaxError");
  assert.match(failedCell.evalue, /Expression expected \(line 2, column 11\)/);
  assert.deepEqual(printed(await copy.read()), ["1\n", "", ""]);
});

Deno.test("runNotebook() fails at an unhandled rejection, which the kernel would drop", async () => {
  await using copy = await FixtureCopy.of("rejection");
  const { code, failedCell } = await run(copy);
  assert.equal(code, 1);
  assert.equal(failedCell?.ename, "RangeError");
  assert.equal(failedCell.evalue, "unhandled rejection: nobody listens");
  assert.equal(failedCell.heading, "Floating");
  assert.deepEqual(printed(await copy.read()), ["1\n", "2\n", ""]);
});

Deno.test("runNotebook() fails at an error thrown in a timer", async () => {
  await using copy = await FixtureCopy.of("timer_error");
  const { code, failedCell } = await run(copy);
  assert.equal(code, 1);
  assert.equal(failedCell?.evalue, "uncaught error: late");
});

Deno.test("runNotebook() tells that a cell ended the kernel: code 3, and the cell's children end too", async () => {
  await using copy = await FixtureCopy.of("exits");
  const { code, failedCell } = await run(copy);
  assert.equal(code, 3);
  assert.equal(failedCell?.number, 2);
  assert.match(failedCell.evalue, /exit code 7/);
  assert.deepEqual(printed(await copy.read()), ["1\n", ""]);
});

Deno.test("runNotebook() tells that the kernel ran out of memory: code 3", async () => {
  await using copy = await FixtureCopy.of("out_of_memory");
  using _variables = setVariables({ DENO_V8_FLAGS: "--max-old-space-size=160" });
  const { code, failedCell } = await run(copy);
  assert.equal(code, 3);
  assert.match(failedCell!.evalue, /out of memory/);
  const [output] = outputsOf(await copy.read())[0]!;
  assert.deepEqual(output?.output_type === "error" && output.traceback, []);
});

/** Seconds for a cell: where a busy machine has not come to the second in one, the next. */
const TIMEOUTS = [0.5, 2, 8, 32, 128];

function hasStarted({ folder }: FixtureCopy): boolean {
  return [...Deno.readDirSync(folder)].some(({ name }) => name === "started");
}

for (const name of ["waits", "spins", "refuses_to_end"]) {
  Deno.test(`runNotebook() ends a cell that ${name.replaceAll("_", " ")} when its time is over: code 4`, async () => {
    for (const cellTimeout of TIMEOUTS) {
      await using copy = await FixtureCopy.of(name);
      const { code, failedCell } = await run(copy, { cellTimeout });
      assert.equal(code, 4);
      assert.equal(failedCell?.evalue, `the cell took longer than ${cellTimeout} s`);
      const shown = printed(await copy.read());
      const isReached = name === "refuses_to_end" ? hasStarted(copy) : shown[1] === "2\n";
      if (!isReached && cellTimeout !== TIMEOUTS.at(-1)) continue;
      assert.equal(failedCell.number, 2);
      if (name !== "refuses_to_end") {
        assert.deepEqual(shown, ["1\n", "2\n", ""].slice(0, name === "spins" ? 2 : 3));
      }
      return;
    }
  });
}

Deno.test("runNotebook() ends the run when its whole time is over, also before the first cell", async () => {
  for (const timeout of TIMEOUTS) {
    await using copy = await FixtureCopy.of("waits");
    const { code, failedCell } = await run(copy, { timeout });
    assert.equal(code, 4);
    if (failedCell === undefined && timeout !== TIMEOUTS.at(-1)) continue;
    assert.equal(failedCell?.evalue, `the run took longer than ${timeout} s`);
    break;
  }

  await using untouched = await FixtureCopy.of("quick");
  const before = await Deno.readTextFile(untouched.file);
  assert.equal((await run(untouched, { timeout: 0.01 })).code, 4);
  assert.equal(await Deno.readTextFile(untouched.file), before);
});

Deno.test("runNotebook() stops at its signal: code 130, and the notebook is as it was", async () => {
  await using copy = await FixtureCopy.of("waits");
  const before = await Deno.readTextFile(copy.file);
  const controller = new AbortController();
  const result = await run(copy, {
    signal: controller.signal,
    onCell: ({ state, number }) => {
      if (state === "start" && number === 2) controller.abort();
    },
  });
  assert.deepEqual([result.code, result.path], [130, copy.file]);
  assert.equal(await Deno.readTextFile(copy.file), before);
  assert.equal((await run(copy, { signal: AbortSignal.abort() })).code, 130);
});

Deno.test("runNotebook() passes on what a progress bar says", async () => {
  await using copy = await FixtureCopy.of("bar");
  const events: string[] = [];
  await run(copy, { onCell: ({ state, progress }) => events.push(`${state} ${progress}`) });
  assert.deepEqual(events, ["start ", "progress Train: 1 of 2", "done "]);
});

Deno.test("runNotebook() ends the processes that cells left running", async () => {
  await using copy = await FixtureCopy.of("leaves_child");
  assert.equal((await run(copy)).code, 0);
});

Deno.test("runNotebook() twice writes the same bytes, and nothing of an earlier run", async () => {
  await using copy = await FixtureCopy.of("displays");
  assert.equal((await run(copy)).code, 0);
  const first = await Deno.readTextFile(copy.file);
  assert.equal((await run(copy)).code, 0);
  assert.equal(await Deno.readTextFile(copy.file), first);
  assert.doesNotMatch(first, /old/);
  assert.deepEqual([...Deno.readDirSync(copy.folder)].map(({ name }) => name), ["displays.ipynb"]);
});

Deno.test("runNotebook() keeps streams in order, updates displays in place, clears outputs", async () => {
  await using copy = await FixtureCopy.of("displays");
  await run(copy);
  const notebook = await copy.read();
  const [display, streams, cleared, clearedLate, result, chart] = outputsOf(notebook);
  const bar = { "application/json": { text: "100 %" }, "text/plain": "100 %" };
  assert.deepEqual(display, [{ output_type: "display_data", data: bar, metadata: { a: 1 } }]);
  assert.deepEqual(streams, [
    { output_type: "stream", name: "stdout", text: "a\nb\n" },
    { output_type: "stream", name: "stderr", text: "c\n" },
    { output_type: "stream", name: "stdout", text: "d\n" },
  ]);
  const kept = [{ output_type: "stream", name: "stdout", text: "kept\n" }];
  assert.deepEqual(cleared, kept);
  assert.deepEqual(clearedLate, kept);
  assert.deepEqual(result, [{
    output_type: "execute_result",
    data: { "text/plain": '{ a: [ 1, "x" ] }' }, // no colours
    metadata: {},
    execution_count: 5,
  }]);
  const bundle = { "image/png": "aGk=", "image/svg+xml": "<svg>\n</svg>", "text/plain": "chart" };
  assert.deepEqual((chart![0] as { data: unknown }).data, bundle);
  assert.equal((notebook.metadata.language_info as { name: string }).name, "typescript");
  assert.equal(await Deno.readTextFile(copy.file), formatNotebook(notebook));
});

Deno.test("runNotebook() puts each line and result under its own cell", async () => {
  await using copy = await FixtureCopy.of("chatty");
  await run(copy);
  for (const [cell, outputs] of outputsOf(await copy.read()).entries()) {
    const lines = Array.from({ length: 30 }, (_, line) => `${cell} ${line}\n`).join("");
    assert.deepEqual(outputs[0], { output_type: "stream", name: "stdout", text: lines });
    assert.deepEqual((outputs[1] as { data: unknown }).data, { "text/plain": `[ ${cell} ]` });
    assert.equal(outputs.length, 2);
  }
});

Deno.test("runNotebook() honours the tags raises-exception and skip-execution, and skips empty cells", async () => {
  await using copy = await FixtureCopy.of("tags");
  assert.equal((await run(copy)).code, 0);
  const notebook = await copy.read();
  assert.deepEqual(countsOf(notebook), [1, null, null, 2]);
  assert.deepEqual(printed(notebook), ["", "", "", "2\n"]);
  assert.equal(outputsOf(notebook)[0]![0]!.output_type, "error");
});

Deno.test("runNotebook() gives parameters in a copy beside the notebook or in the output", async () => {
  await using copy = await FixtureCopy.of("parameters");
  const before = await Deno.readTextFile(copy.file);
  const parameters = { epochs: 3, isFast: true, source: "my.csv", limit: 7, sizes: [1] };
  const result = await run(copy, { parameters, parameterFolder: join(copy.folder, "below") });
  assert.equal(result.path, join(copy.folder, ".parameters.parameters.ipynb"));
  assert.equal(await Deno.readTextFile(copy.file), before);
  const written = await readNotebook(result.path);
  assert.deepEqual(JSON.parse(printed(written).at(-1)!), {
    epochs: 3,
    rate: 1e-3,
    isFast: true,
    source: "below/my.csv",
    sizes: [1],
    name: "elb",
    limit: 7,
  });
  assert.deepEqual(written.cells[3]?.metadata, { tags: ["injected-parameters"] });

  const output = join(copy.folder, "out.ipynb");
  assert.equal((await run(copy, { parameters: { epochs: 4 }, output })).path, output);
  assert.match(printed(await readNotebook(output)).at(-1)!, /"epochs":4/);
  assert.equal(await Deno.readTextFile(copy.file), before);
  await assert.rejects(run(copy, { parameters: { epoch: 3 } }), RangeError);
  await assert.rejects(run(copy, { parameters: { epochs: "3" } }), TypeError);
});

Deno.test("runNotebook() never replaces a notebook by a run on simulated data", async () => {
  await using copy = await FixtureCopy.of("simulated");
  const before = await Deno.readTextFile(copy.file);
  const result = await run(copy);
  assert.equal(result.origin, "simulated");
  assert.equal(result.path, join(copy.folder, ".simulated.simulated.ipynb"));
  assert.deepEqual(printed(await readNotebook(result.path)), ["1\n"]);
  assert.equal(await Deno.readTextFile(copy.file), before);
});

Deno.test("runNotebook() writes the pictures of tagged cells with the notebook, not with a copy", async () => {
  await using copy = await FixtureCopy.of("images");
  const output = join(copy.folder, "out.ipynb");
  assert.deepEqual((await run(copy, { output })).images, []);
  const { images } = await run(copy);
  assert.deepEqual(images, ["one.svg", "two.png"].map((name) => join(copy.folder, "images", name)));
  assert.equal(await Deno.readTextFile(images[0]!), "<svg>1</svg>");
  assert.equal((await Deno.readFile(images[1]!))[1], "P".charCodeAt(0));
});

Deno.test("runNotebook() does not lean on what a cell may replace", async () => {
  await using copy = await FixtureCopy.of("broken_barrier");
  assert.equal((await run(copy, { cellTimeout: 10 })).code, 0);
  const [, result] = outputsOf(await copy.read());
  assert.deepEqual((result![0] as { data: unknown }).data, { "text/plain": "[ 2 ]" });
});

Deno.test("runNotebook() refuses limits that are no times", async () => {
  await using copy = await FixtureCopy.of("quick");
  for (const timeout of [0, -1, NaN, 1e9]) {
    await assert.rejects(run(copy, { timeout }), RangeError);
    await assert.rejects(run(copy, { cellTimeout: timeout }), RangeError);
  }
});

Deno.test("runNotebook() ends processes that a cell detached, in sessions of their own too", {
  ignore: Deno.build.os !== "linux",
}, async () => {
  await using copy = await FixtureCopy.of("detaches");
  assert.equal((await run(copy)).code, 0);
  assert.deepEqual(printed(await copy.read()), ["1\n"]);
});

Deno.test("runNotebook() keeps its limits where a cell stops the kernel's guard", {
  ignore: Deno.build.os === "windows",
}, async () => {
  await using copy = await FixtureCopy.of("stops_guard");
  assert.equal((await run(copy, { cellTimeout: 1 })).code, 4);
});

Deno.test("runNotebook() fails at an error that comes after the last cell's end", async () => {
  await using copy = await FixtureCopy.of("late_error");
  const { code, failedCell } = await run(copy);
  assert.equal(code, 1);
  assert.equal(failedCell?.number, 2);
  assert.equal(failedCell?.ename, "RangeError");
  assert.match(failedCell!.evalue, /nobody awaits/);
  assert.deepEqual(printed(await copy.read()), ["1\n", "2\n"]);
});

Deno.test("runNotebook() takes messages of any shape, and the kernel refuses outputs that nest too deep", async () => {
  await using odd = await FixtureCopy.of("odd_messages");
  const { code, failedCell } = await run(odd);
  assert.deepEqual([code, failedCell?.number], [1, 1]); // an error was published, though an odd one
  await using deep = await FixtureCopy.of("deep_output");
  const result = await run(deep);
  assert.equal(result.code, 1);
  assert.match(result.failedCell!.evalue, /recursion limit exceeded/);
});
