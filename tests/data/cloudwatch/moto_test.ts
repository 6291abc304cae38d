/** One round against moto's server, another's reading of CloudWatch, where it is installed. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { CloudWatchClient, PutMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import { frameTimestamps, frameValues, readCloudWatch } from "../../../lib/data/mod.ts";
import { setVariables } from "../../variables.ts";

const program = `${Deno.env.get("ELB_PEERS")}/bin/moto_server`;
const noMoto = !existsSync(program);
if (noMoto) console.log("Skipped: moto, as ELB_PEERS names no virtual environment that has it");

const PERIOD = 300_000;
const NOW = Math.floor(Date.now() / PERIOD) * PERIOD;

/** Waits for the server to say that it listens; what it prints next is read and dropped. */
async function listening(process: Deno.ChildProcess): Promise<void> {
  const lines = process.stderr.pipeThrough(new TextDecoderStream()).getReader();
  for (let text = ""; !text.includes("Running on");) {
    const { value, done } = await lines.read();
    assert(!done, `moto ended: ${text}`);
    text += value;
  }
  (async () => {
    while (!(await lines.read()).done);
  })();
}

Deno.test({
  name: "readCloudWatch() reads from moto what the SDK has put there",
  ignore: noMoto,
  async fn() {
    const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const { port } = listener.addr;
    listener.close();
    const moto = new Deno.Command(program, {
      args: ["-H", "127.0.0.1", "-p", String(port)],
      stdout: "null",
      stderr: "piped",
    }).spawn();
    using _variables = setVariables({
      AWS_ENDPOINT_URL_CLOUDWATCH: `http://127.0.0.1:${port}`,
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
    });
    try {
      await listening(moto);
      const client = new CloudWatchClient({ region: "eu-west-1" });
      const times = Array.from({ length: 20 }, (_, i) => NOW - (22 - i) * PERIOD);
      const Dimensions = [{ Name: "LoadBalancer", Value: "app/my/1" }];
      await client.send(
        new PutMetricDataCommand({
          Namespace: "My/ELB",
          MetricData: times.filter((_, i) => i !== 7).map((time) => ({
            MetricName: "RequestCount",
            Dimensions,
            Timestamp: new Date(time),
            Value: 100 + (time / PERIOD) % 10,
          })),
        }),
      );
      client.destroy();
      const { frame, notes } = await readCloudWatch(
        "cloudwatch:My/ELB/RequestCount?LoadBalancer=app/my/1&region=eu-west-1&days=0.125",
        { now: NOW },
      );
      assert.deepEqual([...frameTimestamps(frame)], times);
      assert.deepEqual(
        [...frameValues(frame)],
        times.map((time, i) => i === 7 ? 0 : 100 + (time / PERIOD) % 10),
      );
      assert.match(notes[1]!, /^1 of 20 periods/);
    } finally {
      moto.kill();
      await moto.status;
    }
  },
});
