import assert from "node:assert/strict";
import { parseHTML } from "linkedom";
import { Mt19937 } from "../../lib/math/random.ts";
import { balancer, FakeCloudWatch } from "../data/cloudwatch/fake_cloudwatch.ts";
import { temporaryFolder } from "../data/temporary_folder.ts";
import { requireReadable } from "../readable_page.ts";
import { runTask } from "./task_process.ts";

function run(folder: string, args: string[], env: Record<string, string> = {}) {
  return runTask(["backtest", ...args], folder, env);
}

/** Twenty days at half-hour steps. */
function csv(): string {
  const random = new Mt19937(3);
  const rows = Array.from({ length: 20 * 48 }, (_, i) => {
    const time = new Date(Date.UTC(2026, 9, 1) + i * 1_800_000).toISOString();
    const usual = 5000 + 2000 * Math.sin(2 * Math.PI * i / 48) + 100 * random.random();
    return `${time},${i >= 700 && i < 703 ? 0 : Math.round(usual)}`;
  });
  return `timestamp,value\n${rows.join("\n")}\n`;
}

Deno.test("deno task backtest prints tables and the rings, draws them, and gives JSON", async () => {
  await using folder = await temporaryFolder();
  await Deno.writeTextFile(`${folder.path}/my.csv`, csv());
  const args = ["my.csv", "--sensitivity", "30", "--incidents", "2"];
  const told = await run(folder.path, [...args, "--chart", "rings.svg"]);
  assert.equal(told.code, 0, told.stderr);
  assert.match(
    told.stdout,
    /^my: judged from 2026-10-08 00:00 to 2026-10-20 23:30 UTC, 13\.0 days\n/,
  );
  assert.match(told.stdout, /^one false alert in 30 days {2,}1 {2,}13\.0 {2,}0\.5$/m);
  assert.match(told.stdout, /^one false alert in 30 days +2 of 2 @0 /m);
  assert.match(told.stdout, /^hour of week, 2\.0 deviations /m);
  assert.match(told.stdout, /^2026-10-15 14:00 +\d+ +30 +critical +0, where /m);
  assert.match(await Deno.readTextFile(`${folder.path}/rings.svg`), /^<svg [^]*>value</);
  assert.match(told.stdout, /\n\nChart: rings\.svg\n$/);
  const json = await run(folder.path, [...args, "--json"]);
  const report = JSON.parse(json.stdout);
  assert.equal(report.sensitivities[0].rings[0], Date.UTC(2026, 9, 15, 14));
  assert.equal(report.name, "my");
});

Deno.test("deno task backtest draws the rings for samples that did not come", async () => {
  await using folder = await temporaryFolder();
  const rows = csv().split("\n").filter((_, line) => line < 780 || line >= 792);
  await Deno.writeTextFile(`${folder.path}/my.csv`, rows.join("\n"));
  const args = ["my.csv", "--sensitivity", "30", "--incidents", "0", "--chart", "rings.svg"];
  const { code, stdout, stderr } = await run(folder.path, args);
  assert.equal(code, 0, stderr);
  assert.match(stdout, /^one false alert in 30 days {2,}2 {2,}13\.0 {2,}1\.1$/m);
  assert.match(
    await Deno.readTextFile(`${folder.path}/rings.svg`),
    /one false alert in 30 days: 2 rings[^]*, 2026-10-01 00:00 to 2026-10-20 23:30 UTC/,
  );
});

Deno.test("deno task backtest tells times, on page and chart too, by the clocks of --timeZone", async () => {
  await using folder = await temporaryFolder();
  await Deno.writeTextFile(`${folder.path}/my.csv`, csv());
  const args = ["my.csv", "--timeZone", "Asia/Tokyo", "--sensitivity", "30", "--incidents", "0"];
  const { stdout, stderr } = await run(folder.path, [...args, "--html", "my.html"]);
  assert.match(
    stdout,
    /^my: judged from 2026-10-08 09:00 to 2026-10-21 08:30 Asia\/Tokyo, 13\.0 days\n/,
    stderr,
  );
  assert.match(
    stdout,
    /^since \(Asia\/Tokyo\) [^]*\n2026-10-15 23:00 +90 +30 +critical +0, where /m,
  );
  const page = await Deno.readTextFile(`${folder.path}/my.html`);
  assert.match(page, /2026-10-15 23:00 Asia\/Tokyo, critical: 0, where /);
  assert.match(page, /1 ring[^"]*, 2026-10-01 09:00 to 2026-10-21 08:30 Asia\/Tokyo"/);
});

Deno.test("deno task backtest --html writes one page with the tables, which runs nothing of the data", async () => {
  await using folder = await temporaryFolder();
  const column = "<script>attacked()</script>";
  const name = "<img src=x onerror=attacked()>";
  const text = csv().replace("timestamp,value", `timestamp,${column}`);
  await Deno.writeTextFile(`${folder.path}/${name}.csv`, text);
  const args = [`${name}.csv`, "--sensitivity", "30", "--incidents", "2", "--html", "page.html"];
  const { code, stdout, stderr } = await run(folder.path, args);
  assert.deepEqual([code, stderr], [0, ""]);
  assert.match(stdout, /\nPage: page\.html\n$/);
  const page = await Deno.readTextFile(`${folder.path}/page.html`);
  assert.match(page, /^<!doctype html>[^]*<h1>&#60;img src=x onerror=attacked\(\)&#62;<\/h1>/);
  assert.match(
    page,
    /<td>one false alert in 30 days<\/td><td class="number">1<\/td><td class="number">13\.0<\/td><td class="number">0\.5<\/td>/,
  );
  assert.match(page, /<td>one false alert in 30 days<\/td><td class="number">2 of 2 @0<\/td>/);
  assert.match(
    page,
    /<td [^>]*>2026-10-15 14:00<\/td>.*<td [^>]*>critical<\/td><td [^>]*>0, where /,
  );
  assert.match(page, /<div class="elb-explore">/);
  await requireReadable(`${folder.path}/page.html`);
  const { body } = parseHTML(page).document;
  const elements = [...body.querySelectorAll("*")];
  const scripts = elements.filter(({ localName }) => localName === "script");
  const images = elements.filter(({ localName }) => localName === "img");
  assert.equal(images.length, 2, "the series and the rings");
  assert.ok(images.every((image) => image.getAttribute("src")?.startsWith("data:image/svg+xml;")));
  assert.ok(scripts.every(({ textContent }) => textContent?.trim() !== "attacked()"));
  const isHandler = (attribute: string) => /^on/i.test(attribute);
  assert.ok(elements.every((element) => !element.getAttributeNames().some(isHandler)));
  assert.doesNotMatch(page, /<script>attacked|<img src=x|\b(?:src|href)="http/);
});

Deno.test("deno task backtest reads CloudWatch with its host and AWS' variables only", async () => {
  await using folder = await temporaryFolder();
  await using server = new FakeCloudWatch(Date.now());
  server.metrics.push(...balancer("my", (time) => 100 + (time / 60_000) % 7));
  const source =
    "cloudwatch:AWS/ApplicationELB/RequestCount?LoadBalancer=app/my/1&period=3600&days=20";
  const { code, stdout, stderr } = await run(
    folder.path,
    [source, "--incidents", "0", "--sensitivity", "30"],
    server.environment,
  );
  assert.equal(code, 0, stderr);
  assert.match(stdout, /^RequestCount app\/my\/1: judged from .*, 1[23]\.\d days\nPeriods from /);
});

Deno.test("deno task backtest refuses wrong usage before it starts", async () => {
  await using folder = await temporaryFolder();
  await Deno.writeTextFile(
    `${folder.path}/short.csv`,
    "timestamp,value\n2026-01-01 00:00,1\n2026-01-01 12:00,2\n",
  );
  const wrong: [string[], RegExp][] = [
    [[], /without a SOURCE/],
    [["none.csv"], /none\.csv/],
    [["short.csv", "--chart", "x.png"], /must end in \.svg/],
    [["short.csv", "--html", "none/page.html"], /none\/page\.html/],
    [["short.csv", "--html", "a.pdf"], /Cannot write --html "a\.pdf" .* end in \.html or \.htm\n/],
    [["short.csv", "--sensitivity", "0"], /--sensitivity/],
    [["short.csv"], /must cover 2 days or more: it covers 24 hours/],
  ];
  for (const [args, message] of wrong) {
    const { code, stderr } = await run(folder.path, args);
    assert.match(stderr, message);
    assert.equal(code, 2, stderr);
  }
  assert.match((await run(folder.path, ["--help"])).stdout, /Usage: deno task backtest SOURCE/);
});
