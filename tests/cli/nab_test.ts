import assert from "node:assert/strict";
import { NAB_DETECTORS } from "../../lib/evaluate/nab/detectors.ts";
import { signalChild } from "../../lib/notebook/kernel/mod.ts";
import { labelsText, withNabFolder } from "../evaluate/nab/nab_folder.ts";
import { textOutput } from "../text_output.ts";
import { runTask } from "./task_process.ts";

const LAUNCHER = new URL("../../lib/cli/launch.ts", import.meta.url).pathname;
const ROOT = new URL("../../", import.meta.url).pathname;
const SECOND_SCORER = new URL("../fixtures/evaluate/score_results.py", import.meta.url).pathname;
const peers = Deno.env.get("ELB_PEERS");
const noPeers = peers === undefined;
if (noPeers) {
  console.log("Skipped: the scorer in Python, as ELB_PEERS names no virtual environment");
}

const run = (folder: string, ...args: string[]) => runTask(["nab", ...args], folder);

const PLACE = ["--data", "data", "--labels", "labels.json"];

Deno.test("deno task nab prints tables, and paths mean the caller's folder", async () => {
  await withNabFolder(async (folder) => {
    const { code, stdout, stderr } = await run(folder, ...PLACE, "--detector", "pca");
    assert.equal(stderr, "");
    assert.equal(code, 0);
    assert.ok(stdout.startsWith("3 files with 3 windows below data\n\npca: "));
    assert.match(stdout, /, windows hit with \d+ % of them to come$/m);
    assert.match(stdout, /^ {2}quiet +0\/0 /m);
    assert.match(stdout, /^ {2}rhythm +3\/3 /m);
    assert.match(stdout, /^pca +fixed +\d+\.\d +\d+\.\d +\d+\.\d$/m);
    assert.match(stdout, /best for these labels/);
    assert.match(stdout, /no published scores to compare with\.\n$/);
    assert.deepEqual([...Deno.readDirSync(folder)].map(({ name }) => name).sort(), [
      "data",
      "labels.json",
    ]);
  });
});

Deno.test("deno task nab --json --out prints one object and writes NAB's folders", async () => {
  await withNabFolder(async (folder) => {
    const args = [...PLACE, "--detector", "all", "--json"];
    const { code, stdout, stderr } = await run(folder, ...args, "--out", "results", "--seed", "7");
    assert.equal(stderr, "");
    assert.equal(code, 0);
    const report = JSON.parse(stdout);
    assert.deepEqual(
      [report.data, report.labels, report.seed, report.files, report.windows, report.scoreboard],
      [`${folder}/data`, `${folder}/labels.json`, 7, 3, 3, null],
    );
    assert.deepEqual(
      report.detectors.map(({ name }: { name: string }) => name),
      Object.keys(NAB_DETECTORS),
    );
    for (const { name, fixed, swept, alarmsPerDay, earliness } of report.detectors) {
      assert.ok(alarmsPerDay >= 0);
      assert.equal(earliness === null, fixed.standard.windowsHit === 0);
      assert.ok(earliness === null || earliness > 0 && earliness <= 1);
      for (const profile of ["standard", "reward_low_FP_rate", "reward_low_FN_rate"]) {
        assert.ok(swept[profile].raw >= fixed[profile].raw - 1e-9);
        assert.equal(fixed[profile].swept, false);
        assert.equal(fixed[profile].files.length, 3);
        assert.deepEqual(Object.keys(fixed[profile].categories), ["quiet", "rhythm"]);
      }
      for (const file of ["quiet/NAME_c.csv", "rhythm/NAME_a.csv", "rhythm/NAME_b.csv"]) {
        const path = `${folder}/results/${name}/${file.replace("NAME", name)}`;
        assert.match(await Deno.readTextFile(path), /^timestamp,value,anomaly_score,label\n/);
      }
    }
    const noise = ["--detector", "noise", "--json", "--seed", "7", "--workers", "1"];
    const again = JSON.parse((await run(folder, ...PLACE, ...noise)).stdout).detectors[0];
    assert.deepEqual(
      again,
      report.detectors.find(({ name }: { name: string }) => name === "noise"),
    );
  });
});

Deno.test({
  name: "deno task nab --out writes files on which a second scorer, in Python, agrees",
  ignore: noPeers,
  async fn() {
    await withNabFolder(async (folder) => {
      const args = ["--detector", "noise", "--detector", "windowedGaussian", "--out", "results"];
      const { stdout } = await run(folder, ...PLACE, ...args, "--json");
      for (const { name, fixed } of JSON.parse(stdout).detectors) {
        const { threshold } = fixed.standard;
        const python = await textOutput(`${peers}/bin/python`, {
          args: [SECOND_SCORER, `${folder}/results`, name, `${folder}/labels.json`, `${threshold}`],
        });
        assert.equal(python.stderr, "");
        const scores = JSON.parse(python.stdout);
        for (const [profile, expected] of Object.entries<number>(scores)) {
          assert.ok(Math.abs(fixed[profile].normalized - expected) < 1e-9, `${name}, ${profile}`);
        }
      }
    });
  },
});

Deno.test("deno task nab names the file and line of bad input, exits 2 and writes nothing", async () => {
  await withNabFolder(async (folder) => {
    const attempt = async (message: RegExp): Promise<void> => {
      const { code, stdout, stderr } = await run(
        folder,
        ...PLACE,
        "--detector",
        "noise",
        "--out",
        "results",
      );
      assert.match(stderr, message);
      assert.equal(code, 2);
      assert.equal(stdout, "");
      await assert.rejects(Deno.stat(`${folder}/results`), Deno.errors.NotFound);
    };
    const labels = `${folder}/labels.json`;
    await Deno.writeTextFile(labels, labelsText().replace("rhythm/b.csv", "rhythm/z.csv"));
    await attempt(/"rhythm\/z\.csv" \(line \d+\)/);
    await Deno.writeTextFile(labels, labelsText().replace(":00.000000", ":01.000000"));
    await attempt(/of window 0 of "rhythm\/a\.csv" \(line 4\) is no row's/);
    await Deno.writeTextFile(labels, labelsText());
    const series = `${folder}/data/quiet/c.csv`;
    const text = await Deno.readTextFile(series);
    await Deno.writeTextFile(series, text.replace(/,[\d.]+\n$/, ",nan\n"));
    await attempt(/c\.csv as line 701, column 2 \(value\) must hold a finite number/);
    await Deno.remove(`${folder}/data`, { recursive: true });
    await attempt(/data as there is no such folder/);
    await Deno.mkdir(`${folder}/data`);
    await attempt(/must hold \.csv files: it holds none/);
  });
});

Deno.test("deno task nab --help says what it does; wrong usage exits 2 and points to it", async () => {
  const folder = Deno.cwd();
  const help = await run(folder, "--help");
  assert.equal(help.code, 0);
  assert.match(help.stdout, /Usage: deno task nab --data DIR --labels FILE/);
  assert.match(help.stdout, /windowedGaussian {2}/);
  const wrong: [string[], RegExp][] = [
    [[], /--data and --labels must be given/],
    [
      [...PLACE, "--detector", "magic"],
      /--detector must be one of .*, all: current value is magic/,
    ],
    [[...PLACE, "--seed", "-1"], /argument is ambiguous|--seed must be|Cannot read --seed/],
    [[...PLACE, "--workers", "0"], /--workers as it must be an integer in 1\.\.1024/],
    [[...PLACE, "--what"], /--what/],
    [[...PLACE, "extra"], /extra/],
  ];
  await Promise.all(wrong.map(async ([args, message]) => {
    const { code, stderr } = await run(folder, ...args);
    assert.match(stderr, message);
    assert.match(stderr, /\ndeno task nab --help shows how it is used\n$/);
    assert.equal(code, 2);
  }));
});

Deno.test("deno task nab refuses an --out that is a file, before it starts", async () => {
  await withNabFolder(async (folder) => {
    const { code, stderr } = await run(folder, ...PLACE, "--out", "labels.json");
    assert.match(stderr, /^Cannot write to .*labels\.json: /);
    assert.equal(code, 2);
    assert.equal(await Deno.readTextFile(`${folder}/labels.json`), labelsText());
  });
});

Deno.test("deno task nab ends at once on a signal, with the code for it", async () => {
  await withNabFolder(async (folder) => {
    const child = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", LAUNCHER, "nab", ...PLACE, "--detector", "original"],
      cwd: ROOT,
      env: { INIT_CWD: folder, NO_COLOR: "1" },
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const timer = setTimeout(() => signalChild(child, "SIGTERM"), 150);
    const { code, signal } = await child.output();
    clearTimeout(timer);
    // Before the listener stands the signal itself ends the program; too late, it is done.
    assert.ok(code === 143 || signal === "SIGTERM" || code === 0, `code ${code}`);
  });
});

Deno.test("deno task nab shows its scores where a result file cannot be written, and exits 5", async () => {
  await withNabFolder(async (folder) => {
    const noise = ["--detector", "noise"];
    await Deno.mkdir(`${folder}/out/noise/rhythm/noise_a.csv`, { recursive: true });
    const late = await run(folder, ...PLACE, ...noise, "--out", "out");
    assert.equal(late.code, 5);
    assert.match(
      late.stderr,
      /noise_a\.csv" as it must be a file: .*; results are missing below out/,
    );
    assert.match(late.stdout, /3 files with 3 windows below data/);
  });
});
