import assert from "node:assert/strict";
import { fileURLToPath, pathToFileURL } from "node:url";
import fc from "fast-check";
import pl from "nodejs-polars";
import { readSeries, writeSeries } from "../../lib/data/mod.ts";
import { createFrame, frameTimestamps, frameValues } from "../../lib/data/frame/frame.ts";
import { realElb, testWithRealElb } from "./real_elb.ts";
import { serve, serveRaw } from "./server.ts";
import { temporaryFolder } from "./temporary_folder.ts";
import { textOutput } from "../text_output.ts";

const CSV = "timestamp,value\n2014-04-10 00:04:00,94.0\n2014-04-10 00:09:00,56.0\n";
const VALUES = Float64Array.of(94, 56);

Deno.test("readSeries() reads a path, a file URL and a file URL as text", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/a b.csv`;
  await Deno.writeTextFile(path, CSV);
  const url = pathToFileURL(path);
  for (const source of [path, url, url.href]) {
    const { frame, origin, gaps } = await readSeries(source);
    assert.deepEqual(frame.columns, ["timestamp", "value"]);
    assert.deepEqual(frameValues(frame), VALUES);
    assert.equal(origin, "file");
    assert.deepEqual(gaps, []);
  }
});

Deno.test("readSeries() reads an http URL, as text and as a URL", async () => {
  await using server = serve(() => new Response(CSV));
  for (const source of [server.url(), server.url().href]) {
    const { frame, origin } = await readSeries(source);
    assert.deepEqual(frameValues(frame), VALUES);
    assert.equal(origin, "download");
  }
});

Deno.test("readSeries() passes the names of columns, sort and timeout on", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/a.csv`;
  await Deno.writeTextFile(path, "when,requests\n1397088540,56\n1397088240,94\n");
  const columns = { timestamp: "when", value: "requests" };
  await assert.rejects(
    readSeries(path, { ...columns, sort: false }),
    /line 3 must not run back in time/,
  );
  const { frame } = await readSeries(path, columns);
  assert.deepEqual(frameValues(frame), VALUES);
  await using server = serveRaw("", true);
  await assert.rejects(readSeries(server.url(), { timeout: 0.1 }), Deno.errors.TimedOut);
});

Deno.test("readSeries() refuses a missing file, a directory and an unknown kind of URL", async () => {
  await using folder = await temporaryFolder();
  await assert.rejects(readSeries(`${folder.path}/no.csv`), Deno.errors.NotFound);
  await assert.rejects(readSeries(folder.path), Deno.errors.IsADirectory);
  await assert.rejects(readSeries("s3://bucket/series.csv"), TypeError);
});

Deno.test("readSeries() says that an HTML page is one, saved or sent", async () => {
  const page = "<!DOCTYPE html>\n<html><title>Sign in</title></html>\n";
  await using folder = await temporaryFolder();
  await Deno.writeTextFile(`${folder.path}/a.csv`, page);
  await using server = serve(() => new Response(page));
  for (const source of [`${folder.path}/a.csv`, server.url()]) {
    await assert.rejects(readSeries(source), {
      name: "SyntaxError",
      message: /it is an HTML or XML page \(an error page in place of the data\?\)$/,
    });
  }
});

Deno.test("readSeries() stops in a line of one gigabyte", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/a.csv`;
  await Deno.writeTextFile(path, CSV + "2014");
  await Deno.truncate(path, 2 ** 30); // a hole: the file system stores none of its bytes
  await assert.rejects(readSeries(path), {
    name: "SyntaxError",
    message: `Cannot read ${path} as line 4 must be at most 1048576 bytes long: it is longer`,
  });
});

Deno.test("writeSeries() then readSeries() is the identity", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/a.csv`;
  const times = fc.uniqueArray(fc.integer({ min: -62167219200000, max: 253402300799999 }), {
    minLength: 1,
  });
  await fc.assert(
    fc.asyncProperty(times, fc.infiniteStream(fc.double({ noNaN: true })), async (at, numbers) => {
      const timestamps = Float64Array.from(at).sort();
      const values = timestamps.map(() => {
        const { value } = numbers.next();
        return Number.isFinite(value) ? value : 0;
      });
      await writeSeries(path, createFrame(timestamps, values));
      const { frame } = await readSeries(path);
      assert.deepEqual(frameTimestamps(frame), timestamps);
      assert.deepEqual(frameValues(frame), values);
    }),
    { seed: 16, numRuns: 40 },
  );
});

Deno.test("writeSeries() writes NAB's form and refuses numbers that are not finite", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/a.csv`;
  await writeSeries(
    path,
    createFrame([1397088240000, 1397088240500, 1397088241000], [94, -0, 1e21]),
  );
  assert.equal(
    await Deno.readTextFile(path),
    "timestamp,value\n2014-04-10 00:04:00,94.0\n2014-04-10 00:04:00.500,-0.0\n2014-04-10 00:04:01,1e+21\n",
  );
  await assert.rejects(writeSeries(path, createFrame([0], [NaN])), {
    name: "RangeError",
    message: `Cannot write ${path} as values must be finite: the value in row 0 is NaN`,
  });
  assert.deepEqual(folder.list(), ["a.csv"]);
});

Deno.test("readSeries() reads the same times whatever zone the machine is in", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/a.csv`;
  // Local clocks in New York skip 02:30 on 2014-03-09 and show 01:30 on 2014-11-02 twice.
  await Deno.writeTextFile(
    path,
    "timestamp,value\n2014-03-09 02:30,1\n2014-11-02 01:30,2\n2014-11-02T01:30:00-04:00,3\n",
  );
  const program = `
    import { readSeries } from ${JSON.stringify(new URL("../../lib/data/mod.ts", import.meta.url))};
    import { frameTimestamps } from ${
    JSON.stringify(new URL("../../lib/data/frame/frame.ts", import.meta.url))
  };
    const { frame } = await readSeries(${JSON.stringify(path)});
    console.log(Array.from(frameTimestamps(frame)).join(), new Date(2014, 0).toISOString());`;
  const file = `${folder.path}/program.ts`;
  await Deno.writeTextFile(file, program);
  const root = fileURLToPath(new URL("../../", import.meta.url));
  for (
    const [zone, offset] of [["America/New_York", "05:00"], ["Asia/Kolkata", "18:30"]] as const
  ) {
    const { stdout, stderr } = await textOutput(Deno.execPath(), {
      args: ["run", "--no-prompt", "--no-check", `--config=${root}deno.json`, "--allow-read"]
        .concat("--allow-env", "--allow-sys", `--allow-ffi=${root}node_modules`, file),
      env: { TZ: zone },
    });
    const [times, localYear] = stdout.trim().split(" ");
    assert.equal(stderr, "");
    assert.match(localYear!, new RegExp(offset)); // the zone did take hold
    assert.equal(
      times,
      [Date.UTC(2014, 2, 9, 2, 30), Date.UTC(2014, 10, 2, 1, 30), Date.UTC(2014, 10, 2, 5, 30)]
        .join(),
    );
  }
});

testWithRealElb("readSeries() reads the real file as Polars does", async () => {
  const { frame } = await readSeries(realElb);
  const polars = pl.readCSV(await Deno.readTextFile(realElb));
  assert.equal(frame.height, 4032);
  assert.deepEqual(
    frameValues(frame),
    Float64Array.from(polars.getColumn("value").toArray() as number[]),
  );
  const times = (polars.getColumn("timestamp").toArray() as string[]).map((text) =>
    Date.parse(`${text.replace(" ", "T")}Z`)
  );
  assert.deepEqual(frameTimestamps(frame), Float64Array.from(times));
});

testWithRealElb("writeSeries() writes the real file back byte for byte", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/a.csv`;
  await writeSeries(path, (await readSeries(realElb)).frame);
  assert.equal(await Deno.readTextFile(path), await Deno.readTextFile(realElb));
});
