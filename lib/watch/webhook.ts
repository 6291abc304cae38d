/** An event as a webhook in the form of Alertmanager, version 4, which pagers and chats take. */
import { Buffer } from "node:buffer";
import { createHmac } from "node:crypto";
import { isRefusal } from "../files.ts";
import type { Clock } from "./clock.ts";
import { RefusedError } from "./delivery_queue.ts";
import type { WatchEvent } from "./event.ts";

/** Options of {@linkcode webhookSender}. */
export interface WebhookOptions {
  /** Where to post, http or https. */
  readonly url: URL;
  /** Signs each post, as Standard Webhooks 1 says. */
  readonly secret?: string | undefined;
  /** Seconds until a post is given up; 10 unless told. */
  readonly timeout?: number;
  readonly clock: Clock;
  readonly signal?: AbortSignal | undefined;
}

/** Pauses before the second and the third try, in milliseconds. */
const PAUSES = [500, 2000];
const NO_END = "0001-01-01T00:00:00Z"; // how Go, and so Alertmanager, writes that there is none
const ALERT_NAMES = { anomaly: "TrafficAnomaly", silent: "SourceSilent" };

/** The body of the post that tells an event. */
export function alertmanagerBody(event: WatchEvent): string {
  const { details } = event;
  const labels = {
    alertname: ALERT_NAMES[event.kind],
    series: event.name,
    source: event.series,
    severity: event.severity,
  };
  const numbers = Object.entries(details).map(([name, value]) => [name, String(value)]);
  const annotations = { summary: event.text, ...Object.fromEntries(numbers) };
  const isOver = event.state === "resolved";
  return JSON.stringify({
    version: "4",
    groupKey: `{}:{fingerprint="${event.fingerprint}"}`,
    truncatedAlerts: 0,
    status: event.state,
    receiver: "elb-anomaly",
    groupLabels: { alertname: labels.alertname, series: labels.series },
    commonLabels: labels,
    commonAnnotations: annotations,
    externalURL: "",
    alerts: [{
      status: event.state,
      labels,
      annotations,
      startsAt: new Date(event.since).toISOString(),
      endsAt: isOver ? new Date(event.time).toISOString() : NO_END,
      generatorURL: "",
      fingerprint: event.fingerprint,
    }],
  });
}

/**
 * A function that posts events, each tried three times unless the answer is that it is refused.
 *
 * Each post has a `webhook-id` that is the same whenever the event is sent again.
 */
export function webhookSender(options: WebhookOptions): (event: WatchEvent) => Promise<void> {
  const { clock, signal } = options;
  return async (event) => {
    for (let attempt = 0;; attempt++) {
      try {
        return await post(event, options);
      } catch (error) {
        const pause = PAUSES[attempt];
        const isFinal = pause === undefined || error instanceof RefusedError;
        if (isFinal || signal?.aborted) throw error;
        await clock.sleep(pause, signal);
      }
    }
  };
}

async function post(event: WatchEvent, options: WebhookOptions): Promise<void> {
  const { url, secret, timeout = 10, clock, signal } = options;
  const body = alertmanagerBody(event);
  const id = `${event.fingerprint}-${event.sequence}`;
  const timestamp = String(Math.floor(clock.now() / 1000));
  const limit = AbortSignal.timeout(timeout * 1000);
  let response: Response;
  try {
    response = await fetch(url, {
      method: "POST",
      redirect: "manual", // a post that is led elsewhere would tell others
      headers: {
        "content-type": "application/json",
        "webhook-id": id,
        "webhook-timestamp": timestamp,
        ...(secret === undefined
          ? {}
          : { "webhook-signature": sign(`${id}.${timestamp}.${body}`, secret) }),
      },
      body,
      signal: signal === undefined ? limit : AbortSignal.any([limit, signal]),
    });
  } catch (cause) {
    const why = limit.aborted ? `it took longer than ${timeout} s` : reason(cause as Error);
    throw new Error(`Cannot post to ${url.host}: ${why.replaceAll(url.href, url.host)}`, { cause });
  }
  await response.body?.cancel();
  if (response.ok) return;
  const { status } = response;
  const header = response.headers.get("location");
  const location = header === null ? null : URL.parse(header, url);
  const elsewhere = location === null ? "" : `, which leads to ${location.origin}: give its URL`;
  throw new (isRefusal(status) ? RefusedError : Error)(
    `Cannot post to ${url.host} as it must accept it: it answered ${status}${elsewhere}`,
  );
}

/** What lies under "fetch failed", such as that a connection was refused. */
function reason(error: Error): string {
  return error.cause instanceof Error ? error.cause.message : error.message;
}

/** The signature of Standard Webhooks: a secret that begins with `whsec_` is base64. */
function sign(content: string, secret: string): string {
  const key = secret.startsWith("whsec_")
    ? Buffer.from(secret.slice("whsec_".length), "base64")
    : secret;
  return `v1,${createHmac("sha256", key).update(content).digest("base64")}`;
}
