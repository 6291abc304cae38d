import assert from "node:assert/strict";
import { readNabCorpus } from "../../../lib/evaluate/nab/corpus.ts";
import { temporaryFolder } from "../../data/temporary_folder.ts";

const ROWS = "timestamp,value\n2014-04-10 00:00:00,1\n2014-04-10 00:05:00,2\n" +
  "2014-04-10 00:05:00,3\n2014-04-10 00:10:00,4\n";

/** A folder with the given files, as `data/...`, and `labels.json`; removed afterwards. */
async function withFolder(
  files: Record<string, string>,
  run: (folder: string) => Promise<void>,
): Promise<void> {
  await using folder = await temporaryFolder();
  await Deno.mkdir(`${folder.path}/data`);
  for (const [name, text] of Object.entries(files)) {
    const path = `${folder.path}/${name}`;
    await Deno.mkdir(path.slice(0, path.lastIndexOf("/")), { recursive: true });
    await Deno.writeTextFile(path, text);
  }
  await run(folder.path);
}

const read = (folder: string) => readNabCorpus(`${folder}/data`, `${folder}/labels.json`);

Deno.test("readNabCorpus() reads files by row, sorted, repeated timestamps kept", async () => {
  const labels = JSON.stringify({
    "b.csv": [],
    "a/z.csv": [["2014-04-10 00:05:00.000000", "2014-04-10 00:10:00.000000"]],
  });
  const files = { "data/b.csv": ROWS, "data/a/z.csv": ROWS, "data/a/notes.txt": "" };
  await withFolder({ ...files, "labels.json": labels }, async (folder) => {
    const corpus = await read(folder);
    assert.deepEqual(corpus.map(({ name, windows }) => [name, windows]), [
      ["a/z.csv", [[1, 3]]],
      ["b.csv", []],
    ]);
    assert.deepEqual(corpus[0]!.values, Float64Array.of(1, 2, 3, 4));
    assert.equal(corpus[0]!.timestamps[1], corpus[0]!.timestamps[2]);
  });
});

Deno.test("readNabCorpus() takes a window from the first row on", async () => {
  const labels = '{"a.csv": [["2014-04-10 00:00:00", "2014-04-10 00:00:00"]]}';
  await withFolder({ "data/a.csv": ROWS, "labels.json": labels }, async (folder) => {
    assert.deepEqual((await read(folder))[0]!.windows, [[0, 0]]);
  });
});

Deno.test("readNabCorpus() looks for a window's end from its start on, where time runs back", async () => {
  const rows = ["00:10", "00:00", "00:05", "00:10", "00:15"];
  const text = `timestamp,value\n${rows.map((time) => `2014-04-10 ${time}:00,1\n`).join("")}`;
  const labels = '{"a.csv": [["2014-04-10 00:00:00", "2014-04-10 00:10:00"]]}';
  await withFolder({ "data/a.csv": text, "labels.json": labels }, async (folder) => {
    assert.deepEqual((await read(folder))[0]!.windows, [[1, 3]]);
  });
});

Deno.test("readNabCorpus() follows a linked category", async () => {
  const labels = '{"linked/a.csv": []}';
  await withFolder({ "other/a.csv": ROWS, "labels.json": labels }, async (folder) => {
    await Deno.symlink(`${folder}/other`, `${folder}/data/linked`);
    assert.deepEqual((await read(folder)).map(({ name }) => name), ["linked/a.csv"]);
  });
});

Deno.test("readNabCorpus() refuses a folder that is not there, by name", async () => {
  await withFolder({ "labels.json": "{}" }, async (folder) => {
    await assert.rejects(
      readNabCorpus(`${folder}/nowhere`, `${folder}/labels.json`),
      /nowhere as there is no such folder/,
    );
  });
});

const BAD: [string, Record<string, string>, RegExp][] = [
  ["an empty folder", { "labels.json": "{}" }, /data as it must hold \.csv files: it holds none/],
  [
    "labels that name absent files",
    { "data/a.csv": ROWS, "labels.json": '{\n "a.csv": [],\n "b.csv": [],\n "c.csv": []\n}' },
    /each must name a file below .*data: no such file "b\.csv" \(line 3\), "c\.csv" \(line 4\)/,
  ],
  [
    "labels that name many absent files",
    { "data/a.csv": ROWS, "labels.json": JSON.stringify({ a: [], ...Array(7).fill([]) }) },
    /"4" \(line 1\) and 3 more$/,
  ],
  [
    "a file without labels",
    { "data/a.csv": ROWS, "data/b.csv": ROWS, "labels.json": '{"a.csv": []}' },
    /needs an entry, \[\] where nothing is labelled: "b\.csv" has none/,
  ],
  [
    "a window that starts at no row",
    {
      "data/a.csv": ROWS,
      "labels.json":
        '{\n "a.csv": [\n  [\n   "2014-04-10 00:04:00",\n   "2014-04-10 00:10:00"]]\n}',
    },
    /start 2014-04-10 00:04:00 of window 0 of "a\.csv" \(line 4\) is no row's, the nearest row has 2014-04-10 00:05:00/,
  ],
  [
    "a window that ends at no row",
    {
      "data/a.csv": ROWS,
      "labels.json":
        '{\n "a.csv": [\n  [\n   "2014-04-10 00:05:00",\n   "2014-05-10 00:10:00"]]\n}',
    },
    /end 2014-05-10 00:10:00 of window 0 of "a\.csv" \(line 5\) is no row's/,
  ],
  [
    "NaN in a file",
    { "data/a.csv": ROWS.replace(",3", ",NaN"), "labels.json": '{"a.csv": []}' },
    /a\.csv as line 4, column 2 \(value\) must hold a finite number: current value is NaN/,
  ],
  [
    "a header alone",
    { "data/a.csv": "timestamp,value\n", "labels.json": '{"a.csv": []}' },
    /a\.csv as it must have rows/,
  ],
  ["labels that are no JSON", { "data/a.csv": ROWS, "labels.json": "{" }, /must be JSON/],
  ["labels of another form", { "data/a.csv": ROWS, "labels.json": "[]" }, /from series to windows/],
  ["no labels file", { "data/a.csv": ROWS }, /labels\.json as there is no such file/],
];

for (const [what, files, message] of BAD) {
  Deno.test(`readNabCorpus() refuses ${what}, and says where`, async () => {
    await withFolder(files, async (folder) => {
      await assert.rejects(read(folder), message);
    });
  });
}
