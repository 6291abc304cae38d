/** Two weeks of the simulated series, as the streaming detector saw them. */
import { fileURLToPath } from "node:url";
import { frameTimestamps, frameValues, readSeries, StreamingDetector } from "elb-anomaly";

const file = fileURLToPath(new URL("../../../data/elb_simulated.csv", import.meta.url));

export const weeks = (await readSeries(file)).frame;

const detector = new StreamingDetector({ seed: 1 });
const values = frameValues(weeks);
export const weekResults = Array.from(
  frameTimestamps(weeks),
  (time, row) => detector.update(time, values[row]!),
);

/** The data of a view, as text. */
export function encodedIn(html: string): string {
  return /class="elb-data">([^<]+)</.exec(html)![1]!;
}
