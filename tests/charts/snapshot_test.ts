import { charts } from "./all_charts.ts";
import { assertSnapshot } from "./snapshot.ts";

for (const [name, draw] of Object.entries(charts)) {
  Deno.test(`the ${name.replaceAll("_", " ")} chart is as it was looked at`, () => {
    assertSnapshot(name, draw());
  });
}
