import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { DeliveryQueue, MOST_WAITING } from "../../lib/watch/delivery_queue.ts";
import {
  alertmanagerBody,
  type Clock,
  eventLine,
  folderStore,
  memoryStore,
  RefusedError,
  type WatchEvent,
  webhookSender,
} from "../../lib/watch/mod.ts";
import { closedPort, serve } from "../data/server.ts";
import { temporaryFolder } from "../data/temporary_folder.ts";

const SINCE = Date.UTC(2026, 10, 26, 10, 5);

function event(sequence: number, change: Partial<WatchEvent> = {}): WatchEvent {
  return {
    series: "cloudwatch:AWS/ELB/RequestCount?LoadBalancerName=my",
    name: "RequestCount my",
    sequence,
    fingerprint: "0123456789abcdef",
    kind: "anomaly",
    state: sequence % 2 === 1 ? "firing" : "resolved",
    since: SINCE,
    time: SINCE + sequence * 300_000,
    severity: "critical",
    text: "No requests; usual are 17,000.",
    details: { value: 0, usual: 17_000, direction: "down", channel: "recent" },
    ...change,
  };
}

/** A clock that notes how long it was waited on. */
function restingClock(): Clock & { rests: number[] } {
  const rests: number[] = [];
  return {
    rests,
    now: () => SINCE,
    sleep: (milliseconds) => {
      rests.push(milliseconds);
      return Promise.resolve();
    },
  };
}

Deno.test("eventLine() is one line of JSON with timestamps in ISO 8601", () => {
  assert.deepEqual(JSON.parse(eventLine(event(2, { text: "a\nb" }))), {
    alert: "anomaly",
    state: "resolved",
    series: "RequestCount my",
    source: "cloudwatch:AWS/ELB/RequestCount?LoadBalancerName=my",
    since: "2026-11-26T10:05:00.000Z",
    time: "2026-11-26T10:15:00.000Z",
    severity: "critical",
    value: 0,
    usual: 17_000,
    direction: "down",
    channel: "recent",
    text: "a\nb",
    fingerprint: "0123456789abcdef",
  });
  assert(!eventLine(event(1, { text: "a\nb" })).includes("\n"));
});

Deno.test("alertmanagerBody() has the fields of version 4 of the webhook, an open end while it fires", () => {
  const firing = JSON.parse(alertmanagerBody(event(1)));
  assert.deepEqual(Object.keys(firing), [
    "version",
    "groupKey",
    "truncatedAlerts",
    "status",
    "receiver",
    "groupLabels",
    "commonLabels",
    "commonAnnotations",
    "externalURL",
    "alerts",
  ]);
  assert.deepEqual([firing.version, firing.status], ["4", "firing"]);
  const [alert] = firing.alerts;
  assert.deepEqual(Object.keys(alert), [
    "status",
    "labels",
    "annotations",
    "startsAt",
    "endsAt",
    "generatorURL",
    "fingerprint",
  ]);
  assert.equal(alert.startsAt, "2026-11-26T10:05:00.000Z");
  assert.equal(alert.endsAt, "0001-01-01T00:00:00Z");
  assert.equal(alert.labels.alertname, "TrafficAnomaly");
  assert.equal(alert.annotations.value, "0");
  const resolved = JSON.parse(alertmanagerBody(event(2)));
  assert.equal(resolved.alerts[0].endsAt, "2026-11-26T10:15:00.000Z");
  assert.equal(resolved.alerts[0].fingerprint, alert.fingerprint);
  assert.deepEqual(resolved.alerts[0].labels, alert.labels);
  const silent = JSON.parse(alertmanagerBody(event(1, { kind: "silent", details: {} })));
  assert.equal(silent.commonLabels.alertname, "SourceSilent");
});

Deno.test("webhookSender() signs the bytes it posts, and sends the same id again", async () => {
  const posts: { headers: Headers; body: string }[] = [];
  await using server = serve(async (request) => {
    posts.push({ headers: request.headers, body: await request.text() });
    return new Response(null, { status: posts.length === 1 ? 503 : 200 });
  });
  const clock = restingClock();
  const base64 = "c2VjcmV0LWtleQ==";
  const send = webhookSender({ url: server.url("/hook"), secret: `whsec_${base64}`, clock });
  await send(event(1));
  assert.deepEqual(clock.rests, [500]);
  assert.equal(posts.length, 2);
  for (const { headers, body } of posts) {
    const signed = `${headers.get("webhook-id")}.${headers.get("webhook-timestamp")}.${body}`;
    const hmac = createHmac("sha256", "secret-key").update(signed).digest("base64");
    assert.equal(headers.get("webhook-signature"), `v1,${hmac}`);
    assert.equal(headers.get("webhook-id"), "0123456789abcdef-1");
    assert.equal(headers.get("content-type"), "application/json");
    assert.equal(body, alertmanagerBody(event(1)));
  }
});

Deno.test("webhookSender() gives up after three tries, follows nobody, and does not tell its URL", async () => {
  let posts = 0;
  await using server = serve(() => {
    posts++;
    return new Response(null, { status: 302, headers: { location: "http://127.0.0.1:1/" } });
  });
  const clock = restingClock();
  const url = server.url("/services/T0/secret-token");
  await assert.rejects(webhookSender({ url, clock })(event(1)), (error) => {
    assert(error instanceof Error);
    assert.match(
      error.message,
      /must accept it: it answered 302, which leads to http:\/\/127\.0\.0\.1:1: give its URL$/,
    );
    assert(!error.message.includes("secret-token"));
    return true;
  });
  assert.equal(posts, 3);
  assert.deepEqual(clock.rests, [500, 2000]);
  await assert.rejects(
    webhookSender({ url: closedPort(), clock })(event(1)),
    (error) =>
      error instanceof Error && /Cannot post to 127\.0\.0\.1:\d+: .*refused/.test(error.message) &&
      !error.message.includes("/series.csv"),
  );
});

Deno.test("webhookSender() takes 4xx for a refusal, and asks again where it may pass", async () => {
  for (const [status, tries] of [[400, 1], [413, 1], [404, 1], [429, 3], [408, 3], [500, 3]]) {
    let posts = 0;
    await using server = serve(() => {
      posts++;
      return new Response(null, { status: status! });
    });
    const send = webhookSender({ url: server.url("/hook"), clock: restingClock() });
    await assert.rejects(
      send(event(1)),
      (error) => (error instanceof RefusedError) === (tries === 1),
    );
    assert.equal(posts, tries, `${status}`);
  }
});

Deno.test("DeliveryQueue keeps the order while the receiver is down, across programs, and drops the oldest", async () => {
  const store = memoryStore();
  const printed: number[] = [];
  const sent: number[] = [];
  let isDown = true;
  const delivery = {
    print: ({ sequence }: WatchEvent) => void printed.push(sequence),
    send: ({ sequence }: WatchEvent) => {
      if (isDown) return Promise.reject(new Error("down"));
      sent.push(sequence);
      return Promise.resolve();
    },
  };
  const first = await DeliveryQueue.open(store, delivery);
  const events = Array.from({ length: MOST_WAITING + 2 }, (_, i) => event(i + 1));
  assert.equal((await first.accept([events[1]!, events[0]!])).length, 2);
  assert.match(String(await first.deliver()), /down/);
  assert.deepEqual([printed, sent, first.waiting], [[1, 2], [], 2]);
  const second = await DeliveryQueue.open(store, delivery);
  assert.equal((await second.accept(events.slice(0, 3))).length, 1); // 1 and 2 are the queue's already
  await second.deliver();
  assert.deepEqual(printed, [1, 2, 3]);
  await second.accept(events.slice(3));
  await second.deliver();
  assert.deepEqual([second.waiting, second.dropped], [MOST_WAITING, 2]);
  isDown = false;
  assert.equal(await second.deliver(), undefined);
  assert.deepEqual(sent, events.slice(2).map(({ sequence }) => sequence));
  assert.equal(printed.length, events.length);
  assert.equal((await DeliveryQueue.open(store, delivery)).waiting, 0);
});

Deno.test("DeliveryQueue gives up what is refused where a later event is taken, and nothing else", async () => {
  const queueOf = async (answers: Record<number, "taken" | "refused" | "down">) => {
    const sent: number[] = [];
    const queue = await DeliveryQueue.open(memoryStore(), {
      print: () => {},
      send: ({ sequence }) => {
        sent.push(sequence);
        const answer = answers[sequence] ?? "taken";
        if (answer === "taken") return Promise.resolve();
        return Promise.reject(answer === "down" ? new Error("down") : new RefusedError("refused"));
      },
    });
    await queue.accept([1, 2, 3, 4, 5, 6].map((sequence) => event(sequence)));
    const failure = await queue.deliver();
    return { sent, waiting: queue.waiting, dropped: queue.dropped, failure: failure?.message };
  };
  assert.deepEqual(await queueOf({ 1: "refused", 2: "refused", 5: "refused" }), {
    sent: [1, 2, 3, 4, 5, 6],
    waiting: 0,
    dropped: 3,
    failure: undefined,
  });
  // a receiver that takes nothing, such as one behind a wrong password, costs nothing
  const all = Object.fromEntries([1, 2, 3, 4, 5, 6].map((k) => [k, "refused" as const]));
  const none = { waiting: 6, dropped: 0, failure: "refused" };
  assert.deepEqual(await queueOf(all), { sent: [1, 2, 3, 4], ...none });
  assert.deepEqual(await queueOf({ 1: "refused", 2: "down" }), { sent: [1, 2], ...none });
  assert.deepEqual(await queueOf({ 6: "refused" }), {
    sent: [1, 2, 3, 4, 5, 6],
    waiting: 1,
    dropped: 0,
    failure: "refused",
  });
});

Deno.test("DeliveryQueue.open() names what is damaged", async () => {
  const store = memoryStore();
  await store.write("queue.json", new TextEncoder().encode('{"version": 1, "acc'));
  await assert.rejects(
    DeliveryQueue.open(store, { print: () => {} }),
    /state as queue\.json must be whole: it is damaged$/,
  );
});

Deno.test("folderStore() keeps files whole, is one program's, and removes what a crash left", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/state`;
  const store = await folderStore(path);
  await store.write("queue.json", Uint8Array.of(1, 2));
  await store.write("queue.json", Uint8Array.of(3));
  assert.deepEqual(await store.read("queue.json"), Uint8Array.of(3));
  assert.equal(await store.read("none.json"), undefined);
  await assert.rejects(folderStore(path), /one program at a time may: another one has it/);
  store.close();
  const again = await folderStore(path);
  assert.deepEqual(await again.read("queue.json"), Uint8Array.of(3));
  again.close();
});

Deno.test("folderStore() leaves no folder that it made and that is empty, and one that was there or has a file", async () => {
  await using folder = await temporaryFolder();
  const [made, given, used] = ["made", "given", "used"].map((name) => `${folder.path}/${name}`);
  await Deno.mkdir(given!);
  for (const path of [made, given]) (await folderStore(path!)).close();
  const store = await folderStore(used!);
  await Deno.writeTextFile(`${used}/notes.txt`, "another's");
  store.close();
  await assert.rejects(Deno.stat(made!), Deno.errors.NotFound);
  assert.ok((await Deno.stat(given!)).isDirectory);
  assert.equal(await Deno.readTextFile(`${used}/notes.txt`), "another's");
});
