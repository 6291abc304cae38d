/** The notebooks on series of other people: no word or number of the default series is left. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { createFrame, Mt19937, writeSeries } from "elb-anomaly";
import { readNotebook } from "../lib/notebook/file/nbformat.ts";
import { runNotebook } from "../lib/notebook/run/run.ts";
import { temporaryFolder } from "./data/temporary_folder.ts";
import { projectRoot } from "./project_copy.ts";

const MINUTE = 60_000, DAY = 86_400_000;
const START = Date.UTC(2023, 0, 2);

/** Words and numbers of the default series and its committed outputs. */
const FOREIGN = /elb_request|requests per|load balancer|april|apr \d|2014-|4,032|3,969/i;

function series(rows: number, step: number, value: (day: number, noise: number) => number) {
  const stream = new Mt19937(7);
  const timestamps = Array.from({ length: rows }, (_, row) => START + row * step);
  return createFrame(
    timestamps,
    timestamps.map((_, row) => value(row * step / DAY, stream.random() - 0.5)),
  );
}

const OWN = {
  daily: series(
    400,
    DAY,
    (day, noise) => Math.round(900 + 300 * Math.cos(day / 7 * 6.283) + 80 * noise),
  ),
  bytes: series(
    10_080,
    MINUTE,
    (day, noise) => Math.round(8.1e9 + 7e7 * Math.sin(day * 6.283) + 4e6 * noise),
  ),
  short: series(50, 60 * MINUTE, (day, noise) => 0.2 + 0.05 * Math.sin(6 * day) + 0.02 * noise),
};

for (const [name, frame] of Object.entries(OWN)) {
  for (const notebook of ["train", "detector"]) {
    const isTooShort = name === "short" && notebook === "detector";
    Deno.test(`${notebook}.ipynb on ${name}: its text and charts are that series'`, async () => {
      await using folder = await temporaryFolder();
      const source = join(folder.path, `${name}.csv`);
      await writeSeries(source, frame);
      const output = join(folder.path, "out.ipynb");
      const exported = join(folder.path, "rows.csv");
      const result = await runNotebook(join(projectRoot, "notebooks", `${notebook}.ipynb`), {
        output,
        parameters: {
          source,
          export_: exported,
          ...(notebook === "train" ? { trials: 3, moreTrials: 3, tuningEpochs: 4, epochs: 6 } : {}),
        },
      });
      if (isTooShort) {
        assert.equal(
          result.failedCell?.evalue,
          "Cannot learn from short as it must have 150 rows or more: it has 50",
        );
        return;
      }
      assert.equal(result.code, 0, JSON.stringify(result.failedCell));
      const { cells } = await readNotebook(output);
      for (const { cell_type, source: text, outputs = [] } of cells) {
        // The parameters' comments and code may name what the default is; prose and outputs not.
        if (cell_type === "markdown") assert.doesNotMatch(text, FOREIGN);
        for (const one of outputs) {
          const { "image/png": _, ...texts } = "data" in one
            ? one.data
            : { text: JSON.stringify(one) };
          // The interactive view's code knows the months' names.
          const shown = JSON.stringify(texts).replaceAll(/<(style|script)\b.*?<\/\1>/g, "");
          assert.doesNotMatch(shown, FOREIGN);
        }
      }
      const lines = (await Deno.readTextFile(exported)).trimEnd().split("\n");
      assert.match(
        lines[0]!,
        notebook === "train" ? /^timestamp,value,error,flag$/ : /,score,flag,alert,/,
      );
      assert.ok(lines.length > 0.9 * frame.height);
    });
  }
}
