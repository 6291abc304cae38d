import assert from "node:assert/strict";
import { fileURLToPath, pathToFileURL } from "node:url";
import { readSeries } from "../../lib/data/mod.ts";
import { ELB_FILE, loadElb, loadLabels, readNabRows } from "../../lib/data/elb.ts";
import { frameTimestamps, frameValues } from "../../lib/data/frame/frame.ts";
import { realElb, testWithRealElb } from "./real_elb.ts";
import { closedPort, serve, serveRaw } from "./server.ts";
import { temporaryFolder } from "./temporary_folder.ts";
import { textOutput } from "../text_output.ts";

const simulatedCsv = new URL("../../data/elb_simulated.csv", import.meta.url);

async function assertSimulated(
  loaded: Awaited<ReturnType<typeof loadElb>>,
  reason: string,
): Promise<void> {
  assert.equal(loaded.origin, "simulated");
  assert.equal(loaded.name, "elb_simulated");
  const { frame, gaps } = await readSeries(simulatedCsv);
  assert.deepEqual(frameValues(loaded.frame), frameValues(frame));
  assert.deepEqual(frameTimestamps(loaded.frame), frameTimestamps(frame));
  assert.deepEqual(loaded.gaps, gaps);
  assert.equal(
    loaded.note,
    `Simulated data, ${
      frame.height.toLocaleString("en-US")
    } samples: the real file is not in the data folder and could not be downloaded (${reason}). To run on the real one, put elb_request_count_8c0756.csv there; it is at ${ELB_FILE.url}. All numbers and charts below are about the simulated series.`,
  );
}

testWithRealElb("loadElb() reads the file in the data folder", async () => {
  const { frame, origin, gaps, name, note } = await loadElb();
  assert.equal(frame.height, ELB_FILE.rows);
  assert.equal(origin, "file");
  assert.equal(gaps.length, 8);
  assert.equal(name, ELB_FILE.name);
  assert.equal(
    note,
    "Real data: elb_request_count_8c0756 of the Numenta Anomaly Benchmark, 4,032 samples.",
  );
});

testWithRealElb("loadElb() downloads the file once, checks it and writes it whole", async () => {
  await using folder = await temporaryFolder();
  const bytes = await Deno.readFile(realElb);
  let requests = 0;
  await using server = serve(() => {
    requests++;
    return new Response(bytes);
  });
  const data = `${folder.path}/not/yet/there`;
  const options = { folder: data, url: server.url() };
  const downloaded = await loadElb(options);
  assert.equal(downloaded.origin, "download");
  const path = `${data}/elb_request_count_8c0756.csv`;
  assert.deepEqual(await Deno.readFile(path), bytes);
  assert.deepEqual(Array.from(Deno.readDirSync(data), ({ name }) => name), [
    "elb_request_count_8c0756.csv",
  ]);
  const read = await loadElb({ ...options, folder: pathToFileURL(data) });
  assert.equal(read.origin, "file");
  assert.equal(requests, 1);
  assert.equal(read.note, downloaded.note); // so that outputs do not tell the two apart
  assert.deepEqual(frameValues(read.frame), frameValues(downloaded.frame));
});

Deno.test("loadElb() runs on simulated data where the server has no such file, or fails", async () => {
  for (const status of [404, 503]) {
    await using folder = await temporaryFolder();
    await using server = serve(() => new Response("no", { status }));
    const url = server.url();
    await assertSimulated(
      await loadElb({ folder: folder.path, url }),
      `${url.host} could not be reached or had no such file`,
    );
    assert.deepEqual(folder.list(), []);
  }
});

Deno.test("loadElb() runs on simulated data where no server is, or it breaks off", async () => {
  await using folder = await temporaryFolder();
  await using server = serveRaw(
    "HTTP/1.1 200 OK\r\nContent-Length: 101052\r\n\r\ntimestamp,value\n",
  );
  for (const url of [closedPort(), server.url()]) {
    await assertSimulated(
      await loadElb({ folder: folder.path, url }),
      `${url.host} could not be reached or had no such file`,
    );
  }
  assert.deepEqual(folder.list(), []);
});

Deno.test("loadElb() waits for a silent server no longer than its timeout", async () => {
  await using folder = await temporaryFolder();
  await using server = serveRaw(
    "HTTP/1.1 200 OK\r\nContent-Length: 101052\r\n\r\ntimestamp,",
    true,
  );
  const url = server.url();
  await assertSimulated(
    await loadElb({ folder: folder.path, url, timeout: 0.2 }),
    `${url.host} did not send it within 0.2 s`,
  );
  assert.deepEqual(folder.list(), []);
});

Deno.test("loadElb() refuses a download with another checksum, and saves nothing", async () => {
  await using folder = await temporaryFolder();
  await using server = serve(() => new Response("timestamp,value\n2014-04-10 00:04:00,94.0\n"));
  const url = server.url();
  await assert.rejects(loadElb({ folder: folder.path, url }), {
    name: "Error",
    message:
      `Cannot load ${url} as its SHA-256 must be ${ELB_FILE.sha256}: current value is b08da28e6694cddde55bedc704eeafcddd72f1334fff5e7dc7078fd9f2210bc5 (nothing was saved)`,
  });
  assert.deepEqual(folder.list(), []);
});

Deno.test("loadElb() refuses an HTML page in place of the download, and saves nothing", async () => {
  await using folder = await temporaryFolder();
  await using server = serve(() => new Response("<!DOCTYPE html><title>Sign in</title>"));
  await assert.rejects(loadElb({ folder: folder.path, url: server.url() }), {
    name: "SyntaxError",
    message: /it is an HTML or XML page/,
  });
  assert.deepEqual(folder.list(), []);
});

Deno.test("loadElb() refuses a file with another checksum and asks no server", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/elb_request_count_8c0756.csv`;
  await Deno.writeTextFile(path, "timestamp,value\n2014-04-10 00:04:00,94.0\n");
  await assert.rejects(loadElb({ folder: folder.path, url: closedPort() }), {
    name: "Error",
    message: new RegExp(
      `^Cannot load ${path} as its SHA-256 must be ${ELB_FILE.sha256}: current value is [0-9a-f]{64} \\(delete it, and it is downloaded again\\)$`,
    ),
  });
  await Deno.writeTextFile(path, "404: Not Found <html>");
  await assert.rejects(loadElb({ folder: folder.path }), /SHA-256/);
});

Deno.test({
  name: "loadElb() runs on simulated data without the permission to reach the server",
  permissions: { read: true, write: true, net: false },
  fn: async () => {
    await using folder = await temporaryFolder();
    await assertSimulated(
      await loadElb({ folder: folder.path }),
      "this program has no permission to reach raw.githubusercontent.com",
    );
  },
});

Deno.test({
  name: "loadElb() asks no server without the permission to write what it would send",
  permissions: { read: true, write: false, net: ["127.0.0.1"] },
  fn: async () => {
    const folder = fileURLToPath(new URL("no-such-folder", import.meta.url));
    await assertSimulated(
      await loadElb({ folder, url: closedPort() }),
      "this program has no permission to write the data folder",
    );
  },
});

Deno.test("loadElb() needs no more than its folder and its host", async () => {
  const root = fileURLToPath(new URL("../../", import.meta.url));
  await using folder = await temporaryFolder();
  await using server = serve(() => new Response("no", { status: 404 }));
  const { host } = server.url();
  const program = `${folder.path}/program.ts`;
  await Deno.writeTextFile(
    program,
    `import { loadElb } from ${JSON.stringify(new URL("../../lib/data/elb.ts", import.meta.url))};
    const { note } = await loadElb({ folder: Deno.args[0], url: Deno.args[1] });
    console.log(note);`,
  );
  const { stdout, stderr } = await textOutput(Deno.execPath(), {
    args: [
      ...["run", "--no-prompt", "--no-check", `--config=${root}deno.json`],
      ...[`--allow-read=${root},${folder.path}`, `--allow-write=${folder.path}`],
      ...[`--allow-net=${host}`, `--allow-ffi=${root}node_modules`, "--allow-env", "--allow-sys"],
      ...[program, `${folder.path}/`, server.url().href],
    ],
  });
  assert.equal(stderr, "");
  assert.match(stdout, /^Simulated data, .*had no such file/);
});

Deno.test("loadLabels() has NAB's windows of the ELB file built in", () => {
  for (
    const name of [
      "elb_request_count_8c0756",
      "elb_request_count_8c0756.csv",
      "realAWSCloudwatch/elb_request_count_8c0756.csv",
    ]
  ) {
    assert.deepEqual(loadLabels(name), [
      { start: new Date("2014-04-12T09:04:00Z"), end: new Date("2014-04-13T01:44:00Z") },
      { start: new Date("2014-04-22T11:14:00Z"), end: new Date("2014-04-23T03:54:00Z") },
    ]);
  }
});

Deno.test("loadLabels() gives the simulated file's windows, each on samples of it", async () => {
  const { frame } = await readSeries(simulatedCsv);
  const times = new Set(frameTimestamps(frame));
  const windows = loadLabels("elb_simulated");
  assert.equal(windows.length, 3);
  for (const { start, end } of windows) {
    assert.ok(times.has(start.getTime()) && times.has(end.getTime()));
  }
});

Deno.test("loadLabels() names the labels that there are", () => {
  for (const name of ["elb", "toString", ""]) {
    assert.throws(() => loadLabels(name), {
      name: "RangeError",
      message:
        `Cannot load labels as name must be one of elb_request_count_8c0756, elb_simulated: current value is "${name}"`,
    });
  }
});

Deno.test("readNabRows() keeps rows that repeat a time or run backwards, and refuses bad ones", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/a.csv`;
  const lines = ["timestamp,value", "2014-04-11 00:00:00,1", "2014-04-11 00:00:00,2"];
  await Deno.writeTextFile(path, [...lines, "2014-04-10 00:00:00,3"].join("\n"));
  const { timestamps, values } = await readNabRows(path);
  assert.deepEqual(values, Float64Array.of(1, 2, 3));
  assert.deepEqual(timestamps, Float64Array.of(1397174400000, 1397174400000, 1397088000000));
  await Deno.writeTextFile(path, [...lines, "2014-04-10 00:00:00,"].join("\n"));
  await assert.rejects(readNabRows(pathToFileURL(path)), /line 4, column 2 \(value\)/);
});
