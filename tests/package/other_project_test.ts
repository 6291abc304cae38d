/** The library used from another project, with dependencies and a lock file of its own. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { copyProject, projectRoot } from "../project_copy.ts";
import { temporaryFolder } from "../data/temporary_folder.ts";
import { textOutput } from "../text_output.ts";

/** A program of another project: the tuner, the detector, the trainer and the charts. */
const program = (from: string) =>
  `import { strToU8 } from "fflate";
import {
  createAutoencoder, createStudy, fit, ForestSampler, plotSeries, simulateElb,
  StreamingDetector,
} from "${from}";

const { frame } = simulateElb({ seed: 7, days: 3 });
const model = createAutoencoder({ inputDim: 1, encodingDim: 2, learningRate: 0.01, seed: 7 });
const x = Float32Array.of(0.1, 0.2, 0.3);
const { loss } = await fit(model, x, { epochs: 2, batchSize: 1, seed: 1 });
const sampler = new ForestSampler({ seed: 1 });
const study = await createStudy({ direction: "minimize", sampler });
await study.optimize((trial) => trial.suggestFloat("x", 0, 1), { nTrials: 12 });
const result = new StreamingDetector({ seed: 1 }).update(0, 1);
const svg = plotSeries(frame, { title: "Three days" }).outerHTML;
console.log(JSON.stringify([
  frame.height, loss.length, study.trials.length, result.isAlert, svg.startsWith("<svg"),
  strToU8("own").length,
]));
`;
const printed = "[863,2,12,false,true,3]\n";

/** What makes the program's types complete: a line that must not compile. */
const typed = `// @ts-expect-error: the height of a frame is a number
export const height: string = frame.height;
`;

async function deno(folder: string, ...args: string[]): Promise<string> {
  const { success, stdout, stderr } = await textOutput(Deno.execPath(), {
    args,
    cwd: folder,
    env: { NO_COLOR: "1" },
  });
  assert.ok(success, stderr);
  return stdout;
}

/** A project with a dependency and its lock, before it knows the library. */
async function otherProject(imports: Record<string, string> = {}, more: object = {}) {
  const folder = await temporaryFolder();
  const configure = (more: object) =>
    Deno.writeTextFileSync(join(folder.path, "deno.json"), JSON.stringify(more));
  const own = { fflate: "npm:fflate@0.8.3" };
  configure({ imports: own });
  await deno(folder.path, "install", "--quiet");
  configure({ imports: { ...own, ...imports }, ...more });
  return folder;
}

const readLock = (folder: string) => Deno.readTextFileSync(join(folder, "deno.lock"));

Deno.test("a project imports the library by its path, and its lock stays as it is", async () => {
  await using folder = await otherProject();
  const before = readLock(folder.path);
  const source = program(join(projectRoot, "lib/mod.ts"));
  await Deno.writeTextFile(join(folder.path, "main.ts"), source);
  assert.equal(await deno(folder.path, "run", "--allow-all", "main.ts"), printed);
  await deno(folder.path, "check", "main.ts");
  assert.equal(readLock(folder.path), before);
});

/** That a lock holds all that an older one did. */
function assertKept(before: string, after: string): void {
  const [old, now] = [JSON.parse(before), JSON.parse(after)];
  assert.deepEqual({ ...now.specifiers, ...old.specifiers }, now.specifiers);
  assert.deepEqual({ ...now.npm, ...old.npm }, now.npm);
}

Deno.test("a project links the library, and keeps what its lock says", async () => {
  await using folder = await otherProject(
    { "elb-anomaly": "jsr:@elb-anomaly/elb-anomaly@^0.1.0" },
    { links: [projectRoot] },
  );
  const before = readLock(folder.path);
  await Deno.writeTextFile(join(folder.path, "main.ts"), program("elb-anomaly") + typed);
  await deno(folder.path, "install", "--quiet");
  assert.equal(await deno(folder.path, "run", "--allow-all", "main.ts"), printed);
  await deno(folder.path, "check", "main.ts");
  assertKept(before, readLock(folder.path));
});

Deno.test("a workspace has the library as a member, and keeps what its lock says", async () => {
  await using folder = await otherProject({}, { workspace: ["./elb-anomaly"] });
  const copy = copyProject({ realSeries: false });
  const before = readLock(folder.path);
  await Deno.rename(copy, join(folder.path, "elb-anomaly"));
  await Deno.writeTextFile(
    join(folder.path, "main.ts"),
    program("@elb-anomaly/elb-anomaly") + typed,
  );
  await deno(folder.path, "install", "--quiet");
  assert.equal(await deno(folder.path, "run", "--allow-all", "main.ts"), printed);
  await deno(folder.path, "check", "main.ts");
  assertKept(before, readLock(folder.path));
});
