/**
 * A small folder in NAB's form, for tests: two categories, three series, three windows.
 *
 * @module
 */
import { formatTimestamp } from "../../../lib/data/timestamps/timestamp.ts";
import { Mt19937 } from "../../../lib/math/random.ts";
import { temporaryFolder } from "../../data/temporary_folder.ts";

const START = Date.UTC(2024, 0, 1);
const STEP_MS = 300_000;

/** Rows of each series. */
export const ROWS = 700;

/** Windows by file, in rows. */
const WINDOWS: Record<string, [number, number][]> = {
  "rhythm/a.csv": [[300, 330], [500, 530]],
  "rhythm/b.csv": [[400, 460]],
  "quiet/c.csv": [],
};

/** The labels file's text. */
export function labelsText(): string {
  const time = (row: number): string => `${formatTimestamp(START + row * STEP_MS)}.000000`;
  return JSON.stringify(
    Object.fromEntries(
      Object.entries(WINDOWS).map(([name, windows]) => [
        name,
        windows.map(([first, last]) => [time(first), time(last)]),
      ]),
    ),
    null,
    1,
  );
}

/** Text of a series with a rhythm of 48 rows, noise, and a spike in the middle of each window. */
function seriesText(name: string): string {
  const random = new Mt19937(name.charCodeAt(name.length - 5));
  const spikes = WINDOWS[name]!.map(([first, last]) => (first + last) / 2);
  const lines = ["timestamp,value"];
  for (let i = 0; i < ROWS; i++) {
    const value = 50 + 20 * Math.sin((2 * Math.PI * i) / 48) + random.normal();
    const spike = spikes.includes(i) ? 400 : 0;
    lines.push(`${formatTimestamp(START + i * STEP_MS)},${(value + spike).toFixed(2)}`);
  }
  return lines.join("\n") + "\n";
}

/** Runs a test on the folder `data` and `labels.json` in a temporary folder, removed afterwards. */
export async function withNabFolder(run: (folder: string) => Promise<void>): Promise<void> {
  await using folder = await temporaryFolder();
  for (const name of Object.keys(WINDOWS)) {
    const path = `${folder.path}/data/${name}`;
    await Deno.mkdir(path.slice(0, path.lastIndexOf("/")), { recursive: true });
    await Deno.writeTextFile(path, seriesText(name));
  }
  await Deno.writeTextFile(`${folder.path}/labels.json`, labelsText());
  await run(folder.path);
}
