import assert from "node:assert/strict";
import { exportImages } from "../../lib/notebook/file/images.ts";
import type { Cell } from "../../lib/notebook/file/nbformat.ts";
import { temporaryFolder } from "../data/temporary_folder.ts";

Deno.test("exportImages() writes a cell's last picture of the kind that its tag names", async () => {
  await using folder = await temporaryFolder();
  const show = (data: Record<string, string>) =>
    ({ output_type: "display_data", data, metadata: {} }) as const;
  const cell: Cell = {
    cell_type: "code",
    id: "a",
    metadata: { tags: ["image:chart.svg"] },
    source: "1",
    outputs: [
      show({ "image/svg+xml": "<svg>1</svg>" }),
      show({ "image/svg+xml": "<svg>2</svg>" }),
      show({ "text/plain": "3" }),
    ],
  };
  const file = `${folder.path}/images/chart.svg`;
  const { images, problems } = await exportImages({ metadata: {}, cells: [cell] }, folder.path);
  assert.deepEqual([images, problems], [[file], []]);
  assert.equal(await Deno.readTextFile(file), "<svg>2</svg>");
});
