import assert from "node:assert/strict";
import { join } from "node:path";
import { checkRun } from "../lib/notebook/check/mod.ts";
import { compareOutputs } from "./notebook/compare.ts";
import { readNotebook } from "../lib/notebook/file/nbformat.ts";
import { runNotebook } from "../lib/notebook/run/run.ts";
import { copyProject, hasCorpus, hasRealSeries, projectRoot } from "./project_copy.ts";

/** Runs a notebook in a copy of the project, with `work` on that copy while it exists. */
async function runCopy(
  name: string,
  options: { realSeries?: boolean },
  work: (written: string, folder: string) => Promise<void>,
): Promise<void> {
  const project = copyProject(options);
  try {
    const result = await runNotebook(join(project, "notebooks", name));
    assert.equal(result.code, 0, JSON.stringify(result.failedCell));
    await work(result.path, project);
  } finally {
    Deno.removeSync(project, { recursive: true });
  }
}

async function compareWithCommitted(name: string, written: string): Promise<void> {
  const [committed, fresh] = await Promise.all([
    readNotebook(join(projectRoot, "notebooks", name)),
    readNotebook(written),
  ]);
  assert.deepEqual(checkRun(fresh), []);
  assert.deepEqual(compareOutputs(committed, fresh), []);
}

Deno.test({
  name: "train.ipynb: a fresh run gives the committed outputs" +
    (hasRealSeries ? "" : " (skipped: the real series is not in data/)"),
  ignore: !hasRealSeries,
  fn: () => runCopy("train.ipynb", {}, (written) => compareWithCommitted("train.ipynb", written)),
});

Deno.test({
  name: "detector.ipynb: a fresh run gives the committed outputs" +
    (hasCorpus ? "" : " (skipped: NAB's series are not in data/nab)"),
  ignore: !hasCorpus,
  fn: () =>
    runCopy("detector.ipynb", {}, (written) => compareWithCommitted("detector.ipynb", written)),
});

Deno.test("detector.ipynb: without real data it runs reduced, says so and leaves the committed notebook", () =>
  runCopy("detector.ipynb", { realSeries: false }, async (written, project) => {
    assert.equal(written, join(project, "notebooks/.detector.simulated.ipynb"));
    const text = Deno.readTextFileSync(written);
    assert.match(text, /this run is reduced to the one above/);
    assert.match(text, /imulated/);
    const untouched = await readNotebook(join(project, "notebooks/detector.ipynb"));
    const committed = await readNotebook(join(projectRoot, "notebooks/detector.ipynb"));
    assert.deepEqual(untouched, committed);
  }));

Deno.test("detector.ipynb: an alert for samples that did not come is in every cell's count of one's own series", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const rows = Array.from({ length: 5 * 288 }, (_, row) => {
      const value = 500 + 300 * Math.sin(row / 288 * 2 * Math.PI) + row * 7919 % 37;
      return `${new Date(row * 300_000).toISOString()},${Math.round(value)}`;
    }).filter((_, row) => row < 1200 || row >= 1236);
    await Deno.writeTextFile(join(folder, "own.csv"), ["time,requests", ...rows].join("\n"));
    const output = join(folder, "own.ipynb");
    const parameters = { source: join(folder, "own.csv") };
    const name = join(projectRoot, "notebooks/detector.ipynb");
    const { code, failedCell } = await runNotebook(name, { parameters, output });
    assert.equal(code, 0, JSON.stringify(failedCell));
    const text = await Deno.readTextFile(output);
    assert.match(text, /no sample for \d+ min/);
    const [, alerts] = /(\d+) rows?, 7 columns/.exec(text)!;
    const counts = [/own: (\d+) of 1,404 rows/, /streaming detector: (\d+) alarms? /];
    assert.deepEqual(counts.map((count) => count.exec(text)?.[1]), [alerts, alerts]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("the notebooks' cells end with a line end, without which deno fmt --check finds fault where its cache is new", async () => {
  for (const name of ["train.ipynb", "detector.ipynb"]) {
    const { cells } = await readNotebook(join(projectRoot, "notebooks", name));
    assert.deepEqual(cells.filter(({ source }) => !source.endsWith("\n")).map(({ id }) => id), []);
  }
});
