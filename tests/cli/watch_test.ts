import assert from "node:assert/strict";
import { TASKS } from "../../lib/cli/shared/tasks.ts";
import { Mt19937 } from "../../lib/math/random.ts";
import { balancer, FakeCloudWatch } from "../data/cloudwatch/fake_cloudwatch.ts";
import { serve } from "../data/server.ts";
import { temporaryFolder } from "../data/temporary_folder.ts";
import { runInLittleRoom, runTask, TaskProcess } from "./task_process.ts";

const SOURCE = "cloudwatch:AWS/ApplicationELB/RequestCount?LoadBalancer=app/my/1";
/** How often a watch is killed; with ELB_FULL, fifty times. */
const KILLS = Deno.env.get("ELB_FULL") ? 50 : 4;
/** How often one watch is, or ends before, until another one begins. */
const A_WATCH = 10;
const FIVE = 300_000;
const BEGIN = Date.UTC(2026, 9, 1);

function run(
  folder: string,
  args: string[],
  { input, env }: { input?: string; env?: Record<string, string> } = {},
) {
  return runTask(["watch", ...args], folder, env, input);
}

/** Lines of JSON: 20 days of a daily rhythm with three outages of an hour after the 15th. */
function points(): string {
  const random = new Mt19937(5);
  return Array.from({ length: 20 * 288 }, (_, i) => {
    const usual = 1000 + 400 * Math.sin(2 * Math.PI * i / 288) + 60 * random.random();
    const isOut = i > 15 * 288 && i % 400 < 12;
    return JSON.stringify({
      timestamp: new Date(BEGIN + i * FIVE).toISOString(),
      value: isOut ? 0 : Math.round(usual),
    });
  }).join("\n") + "\n";
}

/** Kills a child that goes on after so many changes. */
async function killAfter(changes: Deno.FsWatcher, count: number, child: TaskProcess) {
  let isOver = false;
  const over = child.result.then(() => isOver = true);
  for (; count > 0 && !isOver; count--) {
    await Promise.race([changes[Symbol.asyncIterator]().next(), over]);
  }
  child.kill("SIGKILL");
}

interface Told {
  state: string;
  since: string;
  fingerprint: string;
}

const told = (stdout: string): Told[] =>
  stdout.split("\n").filter((line) => line !== "").map((line) => JSON.parse(line));

Deno.test("deno task watch - tells alerts of standard input, and once more than killed says the same", async () => {
  const input = points();
  await using quiet = await temporaryFolder();
  const undisturbed = await run(quiet.path, ["-", "--state", "state"], { input });
  assert.equal(undisturbed.code, 0, undisturbed.stderr);
  const wanted = told(undisturbed.stdout);
  assert(wanted.length >= 6, undisturbed.stdout);
  const fired = wanted.filter(({ state }) => state === "firing").map(({ since }) =>
    Date.parse(since)
  );
  for (let i = 4400; i < 5760; i += 400) {
    const rows = fired.map((since) => (since - BEGIN) / FIVE - i);
    assert(rows.some((late) => late >= 0 && late <= 2), `${i}: ${rows}`);
  }
  assert.match(undisturbed.stderr, /1 series, 5,760 points, newest 2026-10-20 23:55:00/);

  const random = new Mt19937(7);
  const lines = new Set(undisturbed.stdout.trim().split("\n"));
  let kills = 0;
  while (kills < KILLS) {
    await using folder = await temporaryFolder();
    const seen: string[] = [];
    for (let k = 0; k < A_WATCH && kills < KILLS; k++) {
      using changes = Deno.watchFs(folder.path);
      const child = new TaskProcess(["watch", "-", "--state", "state"], folder.path, {}, input);
      // killed amid its work, however fast the machine: after so many changes of its state's files
      const killed = killAfter(changes, 1 + random.integer(11), child);
      const { stdout, signal } = await child.result;
      await killed;
      kills += Number(signal === "SIGKILL");
      seen.push(stdout);
    }
    const last = await run(folder.path, ["-", "--state", "state"], { input });
    assert.equal(last.code, 0, last.stderr);
    const told = [...seen, last.stdout].join("").split("\n").filter((line) => line.endsWith("}"));
    assert.deepEqual(new Set(told), lines);
  }
});

Deno.test("deno task watch reads CloudWatch with its host, its state and AWS' variables only", async () => {
  await using folder = await temporaryFolder();
  await using server = new FakeCloudWatch(Date.now());
  server.metrics.push(...balancer("my", (time) => 100 + (time / 60_000) % 7));
  const args = [`${SOURCE}&days=1`, "--state", "state", "--once"];
  const env = server.environment;
  const first = await run(folder.path, args, { env });
  assert.equal(first.code, 0, first.stderr);
  assert.equal(first.stdout, "");
  assert.match(
    first.stderr,
    /^CloudWatch every 5m: 8,640 requests for 17,280 metrics in 30 days, about \$0\.17\n.* UTC {2}1 series, 28\d points, newest .* \(lag [\d.]+ minutes\), 0 alerts, 0 failures\n$/,
  );
  assert.deepEqual(server.calls, { GetMetricData: 1, ListMetrics: 2, metrics: 2 });
  const flags = TASKS["watch"]!.flags([...args, "--webhook", "https://pager.example/x"]).join(" ");
  assert.match(flags, /--allow-net=\*\.amazonaws\.com:443,[\d.,]+,pager\.example:443( |$)/);
  assert.doesNotMatch(flags, /--allow-(run|all)|--allow-(read|write|net|env)( |$)/);

  server.fault = "deny";
  const denied = await run(folder.path, args, { env });
  assert.equal(denied.code, 2, denied.stderr);
  assert.match(denied.stderr, /the caller must be allowed cloudwatch:ListMetrics/);
  server.fault = undefined;
  const dear = await run(folder.path, [...args, "--max-cost", "0.1"], { env });
  assert.equal(dear.code, 2);
  assert.match(
    dear.stderr,
    /must cost at most \$0\.1 in 30 days: raise --max-cost, or look less often/,
  );
});

Deno.test("deno task watch posts alerts, and keeps them while the receiver is down", async () => {
  await using folder = await temporaryFolder();
  const input = points();
  const got: string[] = [];
  let isDown = true;
  await using pager = serve(async (request) => {
    if (isDown) return new Response(null, { status: 500 });
    got.push((await request.json()).alerts[0].fingerprint);
    assert.match(request.headers.get("webhook-signature")!, /^v1,/);
    return new Response();
  });
  const args = ["-", "--state", "state", "--webhook", pager.url("/hook").href];
  const env = { WEBHOOK_SECRET: "secret" };
  const first = await run(folder.path, args, { input: input.slice(0, 330_000), env });
  assert.match(first.stderr, /webhook: Cannot post to 127\.0\.0\.1:\d+ .* it answered 500$/m);
  assert.match(first.stderr, /\d messages? waiting for the webhook/);
  assert.deepEqual(got, []);
  isDown = false;
  const second = await run(folder.path, args, { input: input.slice(0, 10), env });
  assert.equal(second.code, 0, second.stderr);
  assert.deepEqual(got, told(first.stdout).map(({ fingerprint }) => fingerprint));
});

Deno.test("deno task watch reads standard input, tables and folders with the reading options", async () => {
  await using folder = await temporaryFolder();
  const rows = points().trim().split("\n").map((line) => JSON.parse(line));
  const german = (from: number, to: number): string =>
    rows.slice(from, to).map(({ timestamp, value }) => {
      const [, year, month, day, time] = /^(\d+)-(\d+)-(\d+)T(\d+:\d+)/.exec(timestamp)!;
      return `${day}.${month}.${year} ${time};${value},0;a;x\n`;
    }).join("");
  const header = "Zeit;Anfragen;lb;zone\n";
  const all = header + german(0, 5760) + "01.01.2026 00:00;1,0;a;y\n";
  const options = [
    ...["--timestamp", "Zeit", "--column", "Anfragen", "--format", "DD.MM.YYYY HH:mm"],
    ...["--decimal", ",", "--where", "zone=x"],
  ];
  const plain = await run(folder.path, ["-"], { input: points() });
  const since = (stdout: string) => told(stdout).map(({ state, since }) => [state, since]);
  const read = await run(folder.path, ["-", ...options, "--key", "lb"], { input: all });
  assert.equal(read.code, 0, read.stderr);
  assert.deepEqual(since(read.stdout), since(plain.stdout));
  assert.match(
    read.stderr,
    /5,760 points, newest .* \(lag [\d.]+ days\), \d alerts, \d resolved, 0 fail/,
  );
  const value = await run(folder.path, ["-", "--value", "n"], {
    input: "timestamp,n\n2026-10-01,1\n",
  });
  assert.match(value.stderr, /1 point,/);

  // a table: what is there from before the start is history
  const table = `${folder.path}/table.csv`;
  await Deno.writeTextFile(table, all);
  const args = ["table.csv", ...options, "--key", "lb", "--state", "state", "--once"];
  const first = await run(folder.path, args);
  assert.equal(first.code, 0, first.stderr);
  assert.equal(first.stdout, "");
  assert.match(first.stderr, /1 series, 5,760 points/);
  const ahead = new Date(Date.now() + 3_600_000).toISOString();
  await Deno.writeTextFile(`${folder.path}/new.csv`, `timestamp,value,lb\n${ahead},1,b\n`);
  const other = await run(
    folder.path,
    ["new.csv", "--key", "lb"].concat("--state", "s2", "--once"),
  );
  assert.match(other.stderr, /1 point, newest .* \(\d+ minutes|hour ahead\)/);

  await Deno.mkdir(`${folder.path}/many`);
  for (const name of ["a", "b"]) await Deno.writeTextFile(`${folder.path}/many/${name}.csv`, all);
  const many = await run(folder.path, ["many", ...options, "--state", "s3", "--once"]);
  assert.equal(many.code, 0, many.stderr);
  assert.match(many.stderr, /2 series, 11,520 points/);
});

Deno.test("deno task watch --help says what it does; wrong usage exits 2", async () => {
  const folder = Deno.cwd();
  const help = await run(folder, ["--help"]);
  assert.equal(help.code, 0);
  assert.match(help.stdout, /Usage: deno task watch SOURCE/);
  const wrong: [string[], RegExp][] = [
    [[], /there must be a SOURCE/],
    [["-", "x.csv"], /must be the one SOURCE/],
    [["x.csv", "--once"], /--state must say where to go on from/],
    [["-", "--delay", "5m"], /Cannot take --delay as SOURCE must be CloudWatch/],
    [["x.csv", "--delay", "soon"], /Cannot read --delay as it must be a duration/],
    [["x.csv", "--every", "5"], /--every .* duration such as 90s/],
    [["x.csv", "--webhook", "ftp://host/secret"], /an http or https URL: it begins with "ftp:"\n/],
    [["x.csv", "--webhook", "secret"], /must be an http or https URL: it is no URL\n/],
    [["README.md", "README.md"], /Cannot watch ".*README\.md" as it must be given once\n/],
    [
      ["x.csv", "--state", "README.md"],
      /^Cannot write ".*" as it must be a folder: it is a file\n/,
    ],
    [["x.csv", "--state", "README.md/a"], /as its folder must be one: ".*README\.md" is a file\n/],
    [["x.csv", "--direction", "left"], /direction must be both, up or down|direction/],
    [["x.csv", "--leastDeviation", "x"], /--leastDeviation/],
    [["-", "--sensitivity", "0"], /Cannot read --sensitivity/],
    [["no-such.csv"], /no-such\.csv/],
    [["-", "--duplicates", "mean"], /Cannot take --duplicates as rows/],
    [["a.csv", "b.csv", "--key", "lb"], /Cannot take --key/],
    [[SOURCE, "--format", "X"], /Cannot read CloudWatch with --format/],
    [[SOURCE, "--column", "x"], /Cannot read CloudWatch with --column/],
    [[SOURCE, "--missing", "refuse"], /--missing must be gap or zero/],
    [["cloudwatch:RequestCount"], /Cannot read a CloudWatch source/],
    [["cloudwatch:A/B?stat=Sum&period=60&days=30&region=eu-west-1"], /are kept 15 days/],
    [["--what"], /^Cannot take --what as there is no such option, but --state, --every, /],
    [["x.csv", "--where", "a=1", "--where=a=2"], /--where must name each column once: current/],
    [["--time-zone=UTC"], /^Cannot take --time-zone as there is no such option, but --timeZone\n/],
  ];
  for (const [args, message] of wrong) {
    const { code, stderr } = await run(folder, args);
    assert.match(stderr, message, args.join(" "));
    assert.equal(code, 2, args.join(" "));
  }
});

Deno.test("deno task watch says of series that only grow what helps, once, however they come", async () => {
  await using folder = await temporaryFolder();
  const rows = Array.from({ length: 40 }, (_, i) => {
    const time = new Date(BEGIN + i * FIVE).toISOString();
    return { one: `${time},${90 * i}`, many: `${time},${90 * i},a\n${time},${7 * i},b` };
  });
  const one = ["timestamp,value", ...rows.map(({ one }) => one), ""].join("\n");
  const many = ["timestamp,value,lb", ...rows.map(({ many }) => many), ""].join("\n");
  await Deno.mkdir(`${folder.path}/all`);
  for (const name of ["one.csv", "all/a.csv", "all/b.csv"]) {
    await Deno.writeTextFile(`${folder.path}/${name}`, one);
  }
  await Deno.writeTextFile(`${folder.path}/many.csv`, many);
  await using server = serve(() => new Response(one));
  const ways: [args: string[], input?: string][] = [
    [["one.csv"]],
    [[server.url("/one.csv").href]],
    [["all"]],
    [["many.csv", "--key", "lb"]],
    [["-", "--key", "lb"], many],
    [["-"], one],
  ];
  for (const [i, [args, input = ""]] of ways.entries()) {
    const once = input === "" ? ["--state", `state${i}`, "--once"] : [];
    const { code, stderr } = await run(folder.path, [...args, ...once], { input });
    assert.equal(code, 0, stderr);
    assert.equal(stderr.match(/The values only grow, as a counter's do/g)?.length, 1, args.join());
  }
});

Deno.test("deno task watch exits 2 where a URL is refused, and 1 with --once where it fails", async () => {
  await using folder = await temporaryFolder();
  const statuses: Record<string, number> = { "/gone.csv": 404, "/down.csv": 503 };
  await using server = serve(({ url }) =>
    new Response("", { status: statuses[new URL(url).pathname]! })
  );
  const once = ["--state", "state", "--once"];
  const gone = await run(folder.path, [server.url("/gone.csv").href, ...once]);
  assert.match(gone.stderr, /^Cannot download http:.* it answered 404 Not Found$/m);
  assert.equal(gone.code, 2);
  assert.equal((await run(folder.path, ["none.csv", ...once])).code, 2);
  assert.deepEqual(
    await Array.fromAsync(Deno.readDir(folder.path)),
    [],
    "no state is left of them",
  );
  const down = await run(folder.path, [server.url("/down.csv").href, ...once]);
  assert.match(
    down.stderr,
    /0 series, 0 points, none so far, 0 alerts, 1 failure\n.* answered 503/,
  );
  assert.equal(down.code, 1);
  const url = server.url("/down.csv");
  url.username = "ada";
  const twice = await run(folder.path, [url.href, server.url("/down.csv").href, ...once]);
  assert.match(twice.stderr, /must be given once: a URL is one whatever user reads it/);
  assert.equal(twice.code, 2);
});

Deno.test("deno task watch says how to begin anew where a state is not one to go on from, and leaves it", async () => {
  await using folder = await temporaryFolder();
  const input = points().split("\n").slice(0, 400).join("\n");
  const args = ["-", "--state", "state"];
  assert.equal((await run(folder.path, args, { input })).code, 0);
  const series = `${folder.path}/state/series`;
  const [{ name: room }] = await Array.fromAsync(Deno.readDir(series)) as [Deno.DirEntry];
  const [{ name }] = await Array.fromAsync(Deno.readDir(`${series}/${room}`)) as [Deno.DirEntry];
  const path = `${series}/${room}/${name}`;
  const bytes = await Deno.readFile(path);
  const mark = "elb-anomaly detector\n";
  const version = new TextDecoder("latin1").decode(bytes).indexOf(mark) + mark.length;
  const own = bytes[version]!;
  bytes[version] = 0;
  await Deno.writeFile(path, bytes);
  const refused = async (message: RegExp, ...more: string[]) => {
    const { code, stderr } = await run(folder.path, [...args, ...more], { input });
    assert.equal(code, 2, stderr);
    assert.match(stderr, message);
    assert.match(
      stderr,
      /\. state is left as it is\. To begin anew, move it away: mv state state\.before$/m,
    );
  };
  await refused(/^Cannot go on with the state of "stdin": .* version must be .*: it is 0\. /);
  assert.deepEqual(await Deno.readFile(path), bytes);
  bytes[version] = own;
  await Deno.writeFile(path, bytes);
  await refused(
    /^Cannot go on with the state of "stdin": .* seed must be 2: it is 1\. /,
    "--seed",
    "2",
  );
  await Deno.writeTextFile(`${folder.path}/state/queue.json`, "{");
  await refused(
    /^Cannot go on with the watch's state as queue\.json must be whole: it is damaged\. /,
  );
  await Deno.rename(`${folder.path}/state`, `${folder.path}/state.before`);
  assert.equal((await run(folder.path, args, { input })).code, 0);
});

Deno.test("deno task watch says which point was refused first, and why", async () => {
  await using folder = await temporaryFolder();
  const line = (year: number, i: number) =>
    JSON.stringify({
      timestamp: new Date(Date.UTC(year, 9, 1) + i * FIVE).toISOString(),
      value: 9,
    });
  const input = [line(2026, 0), line(2026, 1), line(2090, 2), line(2026, 3)].join("\n") + "\n";
  const { code, stderr } = await run(folder.path, ["-"], { input });
  assert.equal(code, 0, stderr);
  assert.match(
    stderr,
    /3 points, .* 1 point refused\n {2}stdin at 2090-10-01 00:10:00 UTC was refused first: .* its time must be at most a day after now/,
  );
});

Deno.test(
  "deno task watch exits 5, which a service restarts, where its state finds no room, and goes on then",
  {
    ignore: Deno.build.os === "windows",
  },
  async () => {
    await using folder = await temporaryFolder();
    await Deno.writeTextFile(`${folder.path}/a.jsonl`, points());
    const args = ["a.jsonl", "--state", "state", "--once"];
    const program = ["lib/cli/watch.ts", ...args];
    const full = await runInLittleRoom(program, folder.path, { blocks: 8 });
    assert.match(full.stderr, /^Cannot write ".*state\/series\/.* as /m);
    assert.equal(full.code, 5);
    const again = await run(folder.path, args);
    assert.match(again.stderr, /1 series, 5,760 points/);
    assert.equal(again.code, 0, again.stderr);
  },
);
