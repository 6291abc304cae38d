/** `deno task detect`, end to end, on files of several kinds. */
import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import pl from "nodejs-polars";
import { TASKS } from "../../lib/cli/shared/tasks.ts";
import { serve } from "../data/server.ts";
import { temporaryFolder } from "../data/temporary_folder.ts";
import { requireReadable } from "../readable_page.ts";
import { runTask } from "./task_process.ts";

const START = Date.UTC(2025, 2, 3);
const STEP = 300_000;
const SPIKE = 700;

/** Three days of a rhythm with one spike. */
const values = Array.from(
  { length: 864 },
  (_, i) => i === SPIKE ? 900 : Math.round(500 + 200 * Math.sin(i * Math.PI / 144) + i * 7919 % 13),
);
const iso = (i: number) => new Date(START + i * STEP).toISOString();
const csv = "timestamp,value\n" + values.map((value, i) => `${iso(i)},${value}\n`).join("");
const german = "Zeit;Anfragen\n" + values.map((value, i) => {
  const [, year, month, day, time] = /(\d+)-(\d+)-(\d+)T(.{5})/.exec(iso(i))!;
  return `${day}.${month}.${year} ${time};${value},0\n`;
}).toReversed().join("");
const prometheus = JSON.stringify({
  status: "success",
  data: {
    resultType: "matrix",
    result: ["a", "b"].map((lb) => ({
      metric: { lb },
      values: values.map((value, i) => [START / 1000 + 300 * i, lb === "a" ? String(value) : "1"]),
    })),
  },
});

function detect(folder: string, args: string[], input?: string) {
  return runTask(["detect", ...args], folder, {}, input);
}

Deno.test("deno task detect tells the series, its alerts, counts and the sensitivity", async () => {
  await using folder = await temporaryFolder();
  await Deno.writeTextFile(`${folder.path}/my.csv`, csv.replace(",900\n", ",900\n\n"));
  const { code, stdout, stderr } = await detect(folder.path, ["my.csv"]);
  assert.equal(stderr, "");
  assert.equal(code, 0);
  const [series, table, counts] = stdout.split("\n\n").map((block) => block.split("\n"));
  assert.equal(
    series![0],
    "my, column value: 864 rows, one every 5 minutes, from 2025-03-03 00:00:00 to 2025-03-05 23:55:00 UTC.",
  );
  assert.match(table![0]!, /^start \(UTC\) +end +usual +worst +severity +reason$/);
  assert.ok(table!.some((row) => /^2025-03-05 10:20 {2}.* 900 {2}\w+ +900, where/.test(row)));
  assert.match(
    counts![0]!,
    /^\d+ alerts?, \d+ critical, in \d+ rows that were scored \(2.4 days\); the/,
  );
  assert.match(counts![1]!, /^Sensitivity: about one false alert in 30 days/);
  assert.deepEqual(folder.list(), ["my.csv"]);
});

Deno.test("deno task detect finds the same alerts in every form of a series", async () => {
  await using folder = await temporaryFolder();
  const options = ["--timestamp", "Zeit", "--format", "DD.MM.YYYY HH:mm"];
  const forms: [name: string, content: string | Uint8Array, ...args: string[]][] = [
    ["iso.csv", csv],
    ["german.csv", german, ...options, "--column", "Anfragen"],
    ["answer.json", prometheus, "--where", "lb=a"],
    ["iso.csv.gz", gzipSync(csv)],
  ];
  const frame = pl.DataFrame({ when: values.map((_, i) => iso(i)), hits: values });
  frame.writeParquet(`${folder.path}/a.parquet`);
  let expected: unknown;
  for (const [name, content, ...args] of [...forms, ["a.parquet", new Uint8Array()] as const]) {
    if (content.length > 0) {
      const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
      await Deno.writeFile(`${folder.path}/${name}`, bytes);
    }
    const { code, stdout, stderr } = await detect(folder.path, [name, ...args, "--json"]);
    assert.equal(stderr, "");
    assert.equal(code, 0);
    const { rows, alerts } = JSON.parse(stdout);
    assert.equal(rows, values.length);
    assert.ok(alerts.some(({ worst }: { worst: { value: number } }) => worst.value === 900));
    expected ??= alerts;
    assert.deepEqual(alerts, expected, name);
  }
});

Deno.test("deno task detect reads standard input and a URL, a password in it unseen", async () => {
  await using folder = await temporaryFolder();
  const piped = await detect(folder.path, ["-", "--json"], csv);
  assert.equal(JSON.parse(piped.stdout).name, "standard input");
  await using server = serve((request) =>
    new URL(request.url).pathname === "/series.csv"
      ? new Response(csv)
      : new Response("no", { status: 404 })
  );
  const { code, stdout } = await detect(folder.path, [server.url().href, "--json"]);
  assert.equal(code, 0);
  assert.equal(JSON.parse(stdout).name, "series");
  const secret = server.url("/no.csv");
  secret.username = "ada";
  secret.password = "s3cret";
  const failed = await detect(folder.path, [secret.href]);
  assert.notEqual(failed.code, 0);
  assert.match(failed.stderr, /Cannot download http:\/\/\*\*\*@127\.0\.0\.1/);
  assert.doesNotMatch(failed.stderr, /s3cret|ada/);
});

Deno.test("deno task detect --out writes rows and alerts as CSV, JSON and Parquet", async () => {
  await using folder = await temporaryFolder();
  await Deno.writeTextFile(`${folder.path}/my.csv`, csv);
  for (const ending of ["csv", "json", "parquet"]) {
    const { code, stdout } = await detect(folder.path, ["my.csv", "--out", `found.${ending}`]);
    assert.equal(code, 0);
    assert.match(stdout, new RegExp(`^Rows and alerts are in found\\.${ending}$`, "m"));
  }
  const lines = (await Deno.readTextFile(`${folder.path}/found.csv`)).trimEnd().split("\n");
  assert.equal(lines[0], "timestamp,value,score,flag,alert,start,end,usual,worst,severity,reason");
  assert.equal(lines.length, values.length + 1);
  assert.match(
    lines[SPIKE + 1]!,
    /^2025-03-05 10:20:00,900,[\d.]+,true,\d+,2025-03-05 \d\d:\d\d:00,/,
  );
  const json = JSON.parse(await Deno.readTextFile(`${folder.path}/found.json`));
  assert.equal(json.rows.length, values.length);
  assert.equal(json.rows[SPIKE].flag, true);
  assert.ok(json.alerts.some(({ worst }: { worst: { value: number } }) => worst.value === 900));
  const table = pl.readParquet(`${folder.path}/found.parquet`);
  assert.deepEqual(table.columns, lines[0].split(","));
  const flagged = table.getColumn("flag").toArray() as boolean[];
  assert.deepEqual(flagged, json.rows.map(({ flag }: { flag: boolean }) => flag));
});

Deno.test("deno task detect --html writes a page with the view, and the alerts with their reasons", async () => {
  await using folder = await temporaryFolder();
  await Deno.writeTextFile(`${folder.path}/a&b.csv`, csv);
  const { code, stdout, stderr } = await detect(folder.path, ["a&b.csv", "--html", "page.html"]);
  assert.deepEqual([code, stderr], [0, ""]);
  assert.match(stdout, /\nPage: page\.html\n$/);
  const page = await Deno.readTextFile(`${folder.path}/page.html`);
  assert.match(page, /^<!doctype html>[^]*<h1>a&#38;b<\/h1>[^]*<div class="elb-explore">/);
  assert.match(
    page,
    /<td data-label="start \(UTC\)">2025-03-05 10:20<\/td>[^]*<td data-label="worst" class="number">900<\/td><td [^>]*>(warning|critical)<\/td><td [^>]*>900, /,
  );
  assert.match(page, /Sensitivity: about one false alert in 30 days/);
  assert.ok(page.length < 200_000);
  await requireReadable(`${folder.path}/page.html`);
});

Deno.test("deno task detect --timeZone tells every time on the page by the clocks of that zone", async () => {
  await using folder = await temporaryFolder();
  await Deno.writeTextFile(`${folder.path}/a.csv`, csv);
  const args = ["a.csv", "--timeZone", "Asia/Kathmandu", "--html", "page.html"];
  const { code, stdout, stderr } = await detect(folder.path, args);
  assert.deepEqual([code, stderr], [0, ""]);
  assert.match(stdout, /from 2025-03-03 05:45:00 to \S+ \S+ Asia\/Kathmandu\./);
  const page = await Deno.readTextFile(`${folder.path}/page.html`);
  assert.match(page, /<td [^>]*>2025-03-05 16:05<\/td>/);
  assert.match(page, /<li data-row="\d+">2025-03-05 16:05 Asia\/Kathmandu, /);
  assert.doesNotMatch(page.replaceAll(/<(script|style)[^]*?<\/\1>/g, ""), /UTC/);
});

Deno.test("deno task detect --calendar says which of its events lie in the series' time", async () => {
  await using folder = await temporaryFolder();
  await Deno.writeTextFile(`${folder.path}/my.csv`, csv);
  const event = (
    date: string,
    name: string,
    ...more: string[]
  ) => ["BEGIN:VEVENT", `DTSTART;VALUE=DATE:${date}`, `SUMMARY:${name}`, ...more, "END:VEVENT"];
  const write = (...events: string[]) =>
    Deno.writeTextFile(
      `${folder.path}/days.ics`,
      ["BEGIN:VCALENDAR", "VERSION:2.0", ...events, "END:VCALENDAR", ""].join("\r\n"),
    );
  const args = ["my.csv", "--json", "--timeZone", "Asia/Tokyo", "--calendar=days.ics"];
  const note = async () => JSON.parse((await detect(folder.path, args)).stdout).notes.at(-1);
  await write(
    ...event("20250306", "Fair"),
    ...event("20250303", "Founding\\, day", "RRULE:FREQ=YEARLY"),
    ...event("20250307", "After it"),
    ...event("20250304", "Repair", "CATEGORIES:quiet"),
  );
  assert.equal(
    await note(),
    "No usual days by the calendar: 2025-03-03 Founding, day; 2025-03-04 Repair (quiet); 2025-03-06 Fair.",
  );
  await write(...event("20250302", "Before it"));
  assert.match(await note(), /^No event of the calendar lies in the series' time: all of it was/);
});

Deno.test("deno task detect --state goes on where it stopped, to the same alerts", async () => {
  await using folder = await temporaryFolder();
  const lines = csv.split("\n");
  await Deno.writeTextFile(`${folder.path}/all.csv`, csv);
  const whole = await detect(folder.path, ["all.csv", "--json", "--state", "whole.state"]);
  await Deno.writeTextFile(`${folder.path}/all.csv`, lines.slice(0, 500).join("\n"));
  const first = await detect(folder.path, ["all.csv", "--json", "--state", "s.state"]);
  await Deno.writeTextFile(`${folder.path}/all.csv`, csv);
  const second = await detect(folder.path, ["all.csv", "--json", "--state", "s.state"]);
  const [a, b, all] = [first, second, whole].map(({ stdout }) => JSON.parse(stdout));
  assert.deepEqual([...a.alerts, ...b.alerts], all.alerts);
  assert.equal(b.seen, 499);
  assert.deepEqual(
    await Deno.readFile(`${folder.path}/whole.state`).then(({ length }) => length > 1000),
    true,
  );
  const third = await detect(folder.path, ["all.csv", "--state", "s.state"]);
  assert.match(third.stdout, /^Nothing was scored: every row had been seen before$/m);
  const other = await detect(folder.path, ["all.csv", "--seed", "2", "--state", "s.state"]);
  assert.equal(other.code, 2);
  assert.match(
    other.stderr,
    /^Cannot go on from ".*s.state": .*seed must be 2: it is 1\. s\.state is left as it is\. To begin anew, move it away: mv s\.state s\.state\.before/,
  );
});

Deno.test("deno task detect --series goes on from one file of a series to its next", async () => {
  await using folder = await temporaryFolder();
  const lines = csv.split("\n");
  const days = [lines.slice(0, 500), [lines[0]!, ...lines.slice(500)]];
  for (const [k, part] of days.entries()) {
    await Deno.writeTextFile(`${folder.path}/day ${k}.csv`, part.join("\n"));
  }
  await Deno.writeTextFile(`${folder.path}/all.csv`, csv);
  const whole = await detect(folder.path, ["all.csv", "--json"]);
  const first = await detect(folder.path, ["day 0.csv", "--json", "--state", "s"]);
  const refused = await detect(folder.path, ["day 1.csv", "--json", "--state", "s"]);
  assert.equal(refused.code, 2);
  assert.match(
    refused.stderr,
    /series must be "day 1": it is "day 0"\. If it is the same series under another name, say so: --series 'day 0'\. s is left as it is/,
  );
  const second = await detect(
    folder.path,
    ["day 1.csv", "--json", "--state", "s", "--series", "day 0"],
  );
  const [all, a, b] = [whole, first, second].map(({ stdout }) => JSON.parse(stdout));
  assert.deepEqual([...a.alerts, ...b.alerts], all.alerts);
  assert.deepEqual([b.name, b.rows, b.seen], ["day 0", 365, 0]);
  await Deno.mkdir(`${folder.path}/days`);
  for (const k of [0, 1]) {
    await Deno.rename(`${folder.path}/day ${k}.csv`, `${folder.path}/days/${1 - k}.csv`);
  }
  const joined = await detect(folder.path, ["days/1.csv", "days/0.csv", "--json"]);
  const named = await detect(folder.path, ["days", "--series", "requests", "--json"]);
  for (const [{ stdout }, name] of [[joined, "1"], [named, "requests"]] as const) {
    assert.deepEqual({ ...all, name }, JSON.parse(stdout));
  }
  const many = await detect(folder.path, ["days", "--series", "x", "--key", "lb"]);
  assert.equal(many.code, 2);
  assert.match(many.stderr, /Cannot take --series as each of many series has a name of its own/);
});

Deno.test("deno task detect says before the work what is wrong, in the command line's words", async () => {
  await using folder = await temporaryFolder();
  await Deno.writeTextFile(`${folder.path}/german.csv`, german);
  await Deno.writeTextFile(`${folder.path}/my.csv`, csv);
  const wrong: [args: string[], message: RegExp][] = [
    [[], /^Cannot detect without a SOURCE$/m],
    [["no.csv"], /^Cannot read no\.csv as there is no such file$/m],
    [["german.csv"], /say which \(--format 'D\.M\.YYYY H:mm' or --format/],
    [["my.csv", "--column", "hits"], /must have a column "hits".*--column value/],
    [["my.csv", "--out", "x.xlsx"], /must end in \.csv, \.json, \.parquet/],
    [["my.csv", "--out", "no/x.csv"], /folder must exist/],
    [["my.csv", "--state", "no/x.state"], /folder must exist/],
    [["my.csv", "--shard", "1/2"], /^Cannot take --shard as SOURCE is one series/],
    [
      ["my.csv", "--key", "timestamp", "--value", "n"],
      /column "n": .*\(to take another: --column value\)/,
    ],
    [["my.csv", "--sensitivity", "0"], /--sensitivity/],
    [
      ["my.csv", "--direction", "left"],
      /--direction as it must be "both", "up" or "down": .*"left"/,
    ],
    [
      ["my.csv", "--leastDeviation", "x%"],
      /--leastDeviation as it must be .* or a share such as 20%: current value is "x%"\n/,
    ],
    [["my.csv", "--leastDeviation", "%"], /current value is "%"\n/],
    [["my.csv", "--seed", "-1"], /^Cannot read --seed as a value must follow it, with = between/],
    [["my.csv", "--seed"], /^Cannot read --seed as a value must follow it.*: there is none\n/],
    [["my.csv", "--json=yes"], /^Cannot take --json with a value as it is given or not\n/],
    [
      ["my.csv", "--start", "5"],
      /as --start and --step must be given together: --step is missing\n/,
    ],
    [["my.csv", "--missing", "no"], /as --missing must be "gap", "zero" or "refuse": .* "no"\n/],
    [["my.csv", "--where", "lb"], /as --where must have the form column=value: .* "lb"\n/],
    [["my.csv", "--calmMinutes=-5"], /^Cannot read --calmMinutes as it must be in .*: .* -5\n/],
    [["my.csv", "--missing", "zeros"], /missing must be/],
    [["my.csv", "--timeZone", "Berlin"], /timeZone must be/],
    [["my.csv", "--colum", "x"], /--colum/],
    [["my.csv", "other.csv"], /^Cannot read other\.csv as there is no such file$/m],
    [["my.csv", "--key", "lb", "my.csv"], /many series as they must stand in one SOURCE$/m],
  ];
  for (const [args, message] of wrong) {
    const { code, stdout, stderr } = await detect(folder.path, args);
    assert.equal(code, 2, stderr);
    assert.equal(stdout, "");
    assert.match(stderr, message);
    assert.match(stderr, /deno task detect --help shows how it is used\n$/);
    assert.doesNotMatch(stderr, /^\s+at /m);
  }
  assert.deepEqual(folder.list(), ["german.csv", "my.csv"]);
});

Deno.test("deno task detect says what a series is too short or too plain for", async () => {
  await using folder = await temporaryFolder();
  const series = {
    "one.csv": [5],
    "same.csv": Array(400).fill(0),
    "short.csv": values.slice(0, 50),
  };
  const said: Record<string, string> = {};
  for (const [name, values] of Object.entries(series)) {
    const text = "timestamp,value\n" + values.map((value, i) => `${iso(i)},${value}\n`).join("");
    await Deno.writeTextFile(`${folder.path}/${name}`, text);
    const { code, stdout } = await detect(folder.path, [name]);
    assert.equal(code, 0);
    said[name] = stdout;
  }
  for (const name of ["one.csv", "short.csv"]) {
    assert.match(said[name]!, /^Nothing was scored: the detector needs 150 rows first$/m);
  }
  assert.match(said["one.csv"]!, /^one, column value: 1 row, at 2025-03-03 00:00:00 UTC\.$/m);
  assert.match(said["same.csv"]!, /^Every value is 0\.$/m);
  assert.match(said["same.csv"]!, /^No alert in \d+ rows/m);
});

Deno.test("TASKS.detect may write only beside its results and reach the net only for a URL", () => {
  const flags = (...args: string[]) => TASKS.detect!.flags(args).join(" ");
  assert.doesNotMatch(flags("my.csv"), /--allow-(write|net|run)/);
  const out = flags("my.csv", "--out", "/o/a.csv", "--html=/h/a.html", "--state=/s/a.state");
  assert.match(out, /--allow-write=\/o,\/h,\/s( |$)/);
  assert.match(flags("https://127.0.0.1/my.csv"), /--allow-net/);
  assert.match(flags("cloudwatch:AWS/ELB/RequestCount"), /--allow-net/);
});
