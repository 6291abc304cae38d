/** The command, its exit codes, and every way in which it can be ended: nothing may stay behind. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseNotebook } from "../../lib/notebook/file/nbformat.ts";
import { Mt19937 } from "../../lib/math/random.ts";
import { FixtureCopy, printed } from "../notebook/fixture.ts";
import {
  canListProcesses,
  leftOver,
  mark,
  markedProcesses,
  sendSignal,
} from "../notebook/marked_processes.ts";

const PROGRAM = fileURLToPath(new URL("../../lib/cli/notebook.ts", import.meta.url));
const LAUNCHER = fileURLToPath(new URL("./launch_like_npx.ts", import.meta.url));
const PERMISSIONS = [
  "--no-prompt",
  "--allow-net=127.0.0.1",
  `--allow-run=${Deno.execPath()}`,
  "--allow-read",
  "--allow-write",
  "--allow-env",
];

interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

class Command {
  readonly mark = mark();
  #child: Deno.ChildProcess;
  #output: Promise<Deno.CommandOutput>;

  constructor(
    copy: FixtureCopy,
    args: string[],
    options: { program?: string[] } = {},
  ) {
    const { program = ["run", ...PERMISSIONS, PROGRAM] } = options;
    this.#child = new Deno.Command(Deno.execPath(), {
      args: [...program, ...args],
      cwd: copy.folder,
      env: { ...this.mark, NO_COLOR: "1", INIT_CWD: copy.folder },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.#output = this.#child.output();
  }

  kill(signal: Deno.Signal): void {
    this.#child.kill(signal);
  }

  /** How it ended; claims that nothing that it started is alive. */
  async end(): Promise<Ended> {
    const { code, stdout, stderr } = await this.#output;
    if (canListProcesses) assert.deepEqual(await leftOver(this.mark), []);
    const decoder = new TextDecoder();
    return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
  }

  /** Process id of the one whose command line matches. */
  async find(pattern: RegExp): Promise<number> {
    const found = (await markedProcesses(this.mark)).filter(({ command }) => pattern.test(command));
    assert.equal(found.length, 1, `${pattern}: ${JSON.stringify(found)}`);
    return found[0]!.pid;
  }
}

/** Waits until the fixture's long cell runs. */
async function untilStarted(copy: FixtureCopy): Promise<void> {
  const deadline = Date.now() + 120_000;
  while (true) {
    try {
      await Deno.stat(join(copy.folder, "started"));
      return;
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound) || Date.now() > deadline) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const needsLinux = { ignore: !canListProcesses }; // processes are found in /proc

if (!canListProcesses) {
  console.log("Skipped: tests that list processes, as they are written for Linux's /proc");
}

Deno.test("notebook runs a notebook in place, exits 0 and ends with one line of result", async () => {
  await using copy = await FixtureCopy.of("quick");
  const { code, stdout, stderr } = await new Command(copy, ["quick.ipynb"]).end();
  assert.deepEqual([code, stderr], [0, ""]);
  assert.match(stdout, /^Running quick\.ipynb on Deno [\d.]+\n\[1\/2\] Quick {2}[\d.]+ s\n/);
  assert.match(stdout, /\nDone in [\d.]+ s: the outputs are in quick\.ipynb\n$/);
  assert.deepEqual(printed(await copy.read()), ["1\n", ""]);
});

Deno.test("notebook --html writes the result as a page too, and refuses a place it cannot have", async () => {
  await using copy = await FixtureCopy.of("quick");
  const { code, stdout } = await new Command(copy, ["quick.ipynb", "--html", "page.html"]).end();
  assert.equal(code, 0);
  assert.match(stdout, /\nPage: page\.html\nDone in [\d.]+ s: the outputs are in quick\.ipynb\n$/);
  const page = await Deno.readTextFile(`${copy.folder}/page.html`);
  assert.match(
    page,
    /^<!doctype html>[^]*<h1>Quick<\/h1>[^]*<summary>Code<\/summary>[^]*<pre>1<\/pre>/,
  );
  const refused = await new Command(copy, ["quick.ipynb", "--html", "none/page.html"]).end();
  assert.equal(refused.code, 2);
  assert.match(refused.stderr, /none\/page\.html/);
});

Deno.test("notebook tells of a failing cell its number, heading, error and source, and exits 1", async () => {
  await using copy = await FixtureCopy.of("throws");
  const { code, stdout } = await new Command(copy, ["throws.ipynb", "--output", "o.ipynb"]).end();
  assert.equal(code, 1);
  assert.match(stdout, /An error in code cell 2, under "Bad part":\nTypeError: boom\n/);
  assert.match(stdout, /The cell:\n {3}1 \| console\.log\(2\);\n {3}2 \| throw new TypeError/);
  assert.match(stdout, /\nFailed in [\d.]+ s: the outputs are in o\.ipynb\n$/);
});

Deno.test("notebook tells how one of another folder imports the library, and why data are simulated", async () => {
  await using copy = await FixtureCopy.of("simulated");
  const simulated = await new Command(copy, ["simulated.ipynb"]).end();
  assert.match(
    simulated.stdout,
    /\nThis run was on simulated data, so simulated\.ipynb stays as it is; the cell .* says why, /,
  );
  const cell = { cell_type: "code", id: "a", metadata: {}, execution_count: null, outputs: [] };
  const cells = [{ ...cell, source: 'import { readSeries } from "elb-anomaly/data";' }];
  await Deno.writeTextFile(
    copy.file,
    JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 }),
  );
  await Deno.writeTextFile(join(copy.folder, "deno.json"), "{}"); // of another project
  const { code, stdout } = await new Command(copy, ["simulated.ipynb"]).end();
  assert.equal(code, 1);
  assert.match(
    stdout,
    /Import "elb-anomaly\/data" not a dependency: .* by its path \(lib\/mod\.ts\), .* README\.md, "The library",/,
  );
});

Deno.test("notebook tells of a path in a failing cell as it was typed, and the notebook has its own", async () => {
  await using copy = await FixtureCopy.of("parameters");
  const text = await Deno.readTextFile(copy.file);
  const source = "throw new RangeError(`no ${source}`);";
  await Deno.writeTextFile(
    copy.file,
    text.replace(/"console\.log\(JSON[^\n]*"/, () => JSON.stringify(source)),
  );
  await Deno.mkdir(join(copy.folder, "below"));
  await Deno.rename(copy.file, join(copy.folder, "below/n.ipynb"));
  const args = ["below/n.ipynb", "-p", "source=../a.csv", "--output", "o.ipynb"];
  const { stdout } = await new Command(copy, args).end();
  assert.match(stdout, /RangeError: no \.\.\/a\.csv\n/);
  assert.match(await Deno.readTextFile(join(copy.folder, "o.ipynb")), /no \.\.\/\.\.\/a\.csv/);
});

Deno.test("notebook runs where variables of the dynamic loader are set, and the kernel has them", async () => {
  await using copy = await FixtureCopy.of("syntax_error");
  const source = 'console.log(Deno.env.get("LD_LIBRARY_PATH"), new Date(0).getHours());';
  const text = await Deno.readTextFile(copy.file);
  await Deno.writeTextFile(
    copy.file,
    text.replace('"console.log(1);"', JSON.stringify(source)),
  );
  // Another Deno sets them: this one may not start programs with such variables either.
  const program = [
    "eval",
    `const { code } = await new Deno.Command(Deno.execPath(), {
       args: ${JSON.stringify(["run", ...PERMISSIONS, PROGRAM, copy.file])},
       env: { LD_LIBRARY_PATH: "/no/such", TZ: "Asia/Tokyo" },
     }).spawn().status;
     Deno.exit(code);`,
  ];
  const { code, stdout } = await new Command(copy, [], { program }).end();
  assert.equal(code, 1);
  assert.match(stdout, /SyntaxError: Expression expected \(line 2/);
  assert.equal(printed(await copy.read())[0], "/no/such 0\n");
});

Deno.test("notebook --json prints the result alone, and types parameters by their defaults", async () => {
  await using copy = await FixtureCopy.of("parameters");
  const args = ["parameters.ipynb", "--json", "-p", "epochs=3", "--param", "source=a.csv"];
  const { code, stdout } = await new Command(copy, args).end();
  const path = join(copy.folder, ".parameters.parameters.ipynb");
  assert.deepEqual(JSON.parse(stdout), { code: 0, path, images: [] });
  const written = parseNotebook(await Deno.readTextFile(path), path);
  assert.match(printed(written).at(-1)!, /"epochs":3,.*"source":"a.csv"/);
  assert.equal(code, 0);
});

Deno.test("notebook answers wrong usage with code 2 and the reason", async () => {
  await using copy = await FixtureCopy.of("parameters");
  await Deno.writeTextFile(join(copy.folder, "bad.ipynb"), "{");
  const wrong: [string[], RegExp][] = [
    [
      ["parameters.ipynb", "-p", "epoch=3"],
      /it has epochs, rate, isFast, source, sizes, name, lim/,
    ],
    [["parameters.ipynb", "-p", "epochs=many"], /epochs as it must be a number/],
    [["parameters.ipynb", "-p", "epochs"], /name=value/],
    [["parameters.ipynb", "-p", "epochs=1", "-p", "epochs=2"], /given twice/],
    [
      ["parameters.ipynb", "--timeout", "soon"],
      /--timeout as it must be in \(0, 2000000\]: current value is "soon"/,
    ],
    [["parameters.ipynb", "--nonsense"], /--nonsense/],
    [["a.ipynb", "b.ipynb"], /"b\.ipynb" as there may be one argument/],
    [["no-such.ipynb"], /^Cannot read .*no-such\.ipynb as there is no such file\n/],
    [["bad.ipynb"], /must be JSON/],
  ];
  for (const [args, reason] of wrong) {
    const { code, stdout, stderr } = await new Command(copy, args).end();
    assert.deepEqual([code, stdout], [2, ""], args.join(" "));
    assert.match(stderr, reason);
    assert.match(stderr, /--help/);
  }
  const { code, stdout } = await new Command(copy, ["--help"]).end();
  assert.equal(code, 0);
  assert.match(stdout, /Usage: deno task notebook/);
});

Deno.test("notebook exits 3 when the kernel dies and 4 when time is over", async () => {
  await using exits = await FixtureCopy.of("exits");
  assert.equal((await new Command(exits, ["exits.ipynb"]).end()).code, 3);
  await using waits = await FixtureCopy.of("waits");
  const { code, stdout } = await new Command(waits, ["waits.ipynb", "--timeout", "1"]).end();
  assert.equal(code, 4);
  assert.match(
    stdout,
    /Out of time in code cell (1|2, under "Waiting"):\nTimeout: the run took longer/,
  );
});

for (const [signal, expected] of [["SIGINT", 130], ["SIGTERM", 143]] as const) {
  Deno.test(
    `notebook stops at ${signal}: code ${expected}, nothing changed`,
    needsLinux,
    async () => {
      for (const name of ["waits", "refuses_to_end"]) {
        await using copy = await FixtureCopy.of(name);
        const before = await Deno.readTextFile(copy.file);
        const command = new Command(copy, [copy.file]);
        await untilStarted(copy);
        command.kill(signal);
        const { code, stdout } = await command.end();
        assert.equal(code, expected);
        assert.match(stdout, /Stopped: \w+\.ipynb is as it was\n$/);
        assert.equal(await Deno.readTextFile(copy.file), before);
      }
    },
  );
}

Deno.test("notebook leaves nothing behind at SIGKILL and SIGHUP", needsLinux, async () => {
  for (const signal of ["SIGKILL", "SIGHUP"] as const) {
    await using copy = await FixtureCopy.of("refuses_to_end");
    const before = await Deno.readTextFile(copy.file);
    const command = new Command(copy, [copy.file]);
    await untilStarted(copy);
    assert.ok((await markedProcesses(command.mark)).length >= 4); // runner, guard, kernel, child
    command.kill(signal);
    await command.end();
    assert.equal(await Deno.readTextFile(copy.file), before);
  }
});

Deno.test(
  "notebook killed at random moments leaves no process and no broken notebook",
  needsLinux,
  async () => {
    const random = new Mt19937(42);
    await using whole = await FixtureCopy.of("quick");
    const original = await Deno.readTextFile(whole.file);
    await new Command(whole, ["quick.ipynb"]).end();
    const executed = await Deno.readTextFile(whole.file);
    const outcomes = new Set<string>();
    for (let attempt = 0; attempt < 10; attempt++) {
      await using copy = await FixtureCopy.of("quick");
      const command = new Command(copy, ["quick.ipynb"]);
      const delay = 50 + 80 * attempt + 80 * random.random();
      await new Promise((resolve) => setTimeout(resolve, delay));
      try {
        command.kill("SIGKILL");
      } catch (error) {
        if (!(error instanceof TypeError)) throw error; // it was faster
      }
      await command.end();
      const text = await Deno.readTextFile(copy.file);
      assert.ok(text === original || text === executed, text);
      outcomes.add(text);
      const rest = [...Deno.readDirSync(copy.folder)].map(({ name }) => name);
      assert.deepEqual(rest.filter((name) => !name.endsWith(".tmp")), ["quick.ipynb"]);
    }
    assert.ok(outcomes.has(original)); // some of the kills came in time
  },
);

Deno.test("notebook exits 3 when the kernel or its guard is killed", needsLinux, async () => {
  for (const part of [/jupyter --kernel/, /guard\.ts/]) {
    await using copy = await FixtureCopy.of("waits");
    const command = new Command(copy, [copy.file]);
    await untilStarted(copy);
    await sendSignal(await command.find(part), "SIGKILL");
    const { code } = await command.end();
    assert.equal(code, 3, String(part));
    assert.deepEqual(printed(await copy.read()), ["1\n", "2\n", ""]);
  }
});

Deno.test(
  "notebook ends with the processes above it, as npx and deno task pass hardly a signal on",
  needsLinux,
  async () => {
    // launcher (as npx), sh, deno task, runner: kill one of the first three alone
    const parts = [
      [/launch_like_npx/, "SIGKILL", "waits"],
      [/launch_like_npx/, "SIGTERM", "spins"],
      [/^\S*sh -c/, "SIGKILL", "waits"],
      [/^\S*deno task/, "SIGKILL", "waits"],
      [/^\S*deno task/, "SIGTERM", "spins"],
    ] as const;
    for (const [part, signal, name] of parts) {
      await using copy = await FixtureCopy.of(name);
      const before = await Deno.readTextFile(copy.file);
      const command = new Command(copy, ["notebook", copy.file], {
        program: ["run", "-A", LAUNCHER],
      });
      await untilStarted(copy);
      await sendSignal(await command.find(part), signal);
      await command.end();
      assert.equal(await Deno.readTextFile(copy.file), before, `${part} ${signal}`);
    }
  },
);
