import assert from "node:assert/strict";
import { fileURLToPath, pathToFileURL } from "node:url";
import { requireWritable, writeFileAtomic, writeResult } from "../../lib/files.ts";
import { temporaryFolder } from "../data/temporary_folder.ts";
import { textOutput } from "../text_output.ts";

const isWindows = Deno.build.os === "windows";
/** How many times a writer is killed: few, or as many as `ELB_TEST_ROUNDS` says. */
const ROUNDS = Number(Deno.env.get("ELB_TEST_ROUNDS") ?? 6);
const LEFTOVER = `.a.txt.${crypto.randomUUID()}.tmp`;

const modeOf = async (path: string) => (await Deno.stat(path)).mode! & 0o777;

/** The message of a refused write, its folder's path as F. */
async function problem(folder: string, write: Promise<unknown>): Promise<string> {
  let message = "";
  await assert.rejects(write, (error: Error) => {
    assert.equal(error.name, "WriteError");
    message = error.message.replaceAll(folder, "F");
    return true;
  });
  return message;
}

Deno.test("writeFileAtomic() writes text and bytes, over an old file too, and leaves nothing beside", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/a.csv`;
  await writeFileAtomic(path, "ä");
  assert.deepEqual(await Deno.readFile(path), Uint8Array.of(0xc3, 0xa4));
  await writeFileAtomic(pathToFileURL(path), Uint8Array.of(1));
  assert.deepEqual(await Deno.readFile(path), Uint8Array.of(1));
  assert.deepEqual(folder.list(), ["a.csv"]);
});

Deno.test({
  name: "writeFileAtomic() keeps the old file's mode and refuses a read-only one",
  ignore: isWindows,
  fn: async () => {
    await using folder = await temporaryFolder();
    const path = `${folder.path}/a.txt`;
    for (const mode of [0o600, 0o640, 0o777]) {
      await Deno.writeTextFile(path, "old");
      await Deno.chmod(path, mode);
      await writeFileAtomic(path, "new");
      assert.equal(await Deno.readTextFile(path), "new");
      assert.equal(await modeOf(path), mode);
    }
    await Deno.chmod(path, 0o444);
    const message = 'Cannot write "F/a.txt" as it must be writable: it is read-only';
    assert.equal(await problem(folder.path, writeFileAtomic(path, "no")), message);
    assert.equal(await problem(folder.path, requireWritable(path)), message);
    assert.equal(await Deno.readTextFile(path), "new");
    assert.equal(await modeOf(path), 0o444);
  },
});

Deno.test({
  name: "writeFileAtomic() replaces what a link leads to, and no other",
  ignore: isWindows,
  fn: async () => {
    await using folder = await temporaryFolder();
    const file = `${folder.path}/file`;
    const link = `${folder.path}/link`;
    await Deno.writeTextFile(file, "old");
    await Deno.symlink(file, link);
    await writeFileAtomic(link, "new");
    assert.ok((await Deno.lstat(link)).isSymlink);
    assert.equal(await Deno.readTextFile(file), "new");
    await Deno.remove(file);
    assert.equal(
      await problem(folder.path, writeFileAtomic(link, "no")),
      'Cannot write "F/link" as it must lead to a file: it is a link to nothing',
    );
    assert.deepEqual(folder.list(), ["link"]);
  },
});

Deno.test("requireWritable() and writeFileAtomic() say what is in the way, and leave nothing", async () => {
  await using folder = await temporaryFolder();
  const F = folder.path;
  await Deno.mkdir(`${F}/folder`);
  await Deno.writeTextFile(`${F}/file`, "");
  const cases = {
    "folder": "it must be a file: it is a directory",
    "no/a.txt": 'its folder must exist: there is no "F/no"',
    "file/a.txt": 'its folder must be one: "F/file" is a file',
    ...(isWindows
      ? {}
      : { ["x".repeat(256)]: "its name must fit the file system: it is too long" }),
  };
  for (const [name, rule] of Object.entries(cases)) {
    const path = `${F}/${name}`;
    for (const write of [requireWritable, (path: string) => writeFileAtomic(path, "new")]) {
      const message = await problem(F, write(path));
      assert.ok(message.endsWith(` as ${rule}`), message);
    }
  }
  assert.deepEqual(folder.list(), ["file", "folder"]);
  assert.equal(await Deno.readTextFile(`${F}/file`), "");
});

Deno.test({
  name:
    "requireWritable() refuses devices and pipes, and changes nothing about a file that it takes",
  ignore: isWindows,
  fn: async () => {
    await using folder = await temporaryFolder();
    const pipe = `${folder.path}/pipe`;
    await new Deno.Command("mkfifo", { args: [pipe] }).output();
    const refusal = /must be a file: it is a device, a pipe or a socket$/;
    for (const path of ["/dev/null", pipe]) {
      assert.match(await problem(folder.path, requireWritable(path)), refusal);
    }
    // Deno lets a program without all permissions see no other device.
    const full = await problem(folder.path, requireWritable("/dev/full"));
    if (!full.endsWith('permitted to write into its folder, "/dev": it is not')) {
      assert.match(full, refusal);
    }
    const path = `${folder.path}/a.txt`;
    await requireWritable(path);
    assert.deepEqual(folder.list(), ["pipe"]);
    await Deno.writeTextFile(path, "old");
    const before = await Deno.stat(path);
    await requireWritable(path);
    const after = await Deno.stat(path);
    assert.deepEqual([after.mtime, after.ino, after.size], [before.mtime, before.ino, 3]);
  },
});

Deno.test("writeFileAtomic() names the folder to a program that may write only the file", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/a.txt`;
  const script = `${folder.path}/write.ts`;
  const write = import.meta.resolve("../../lib/files/write.ts");
  await Deno.writeTextFile(
    script,
    `import { writeFileAtomic } from ${JSON.stringify(write)};
     await writeFileAtomic(Deno.args[0], "new").catch(({ message }) => console.log(message));`,
  );
  const { stdout } = await textOutput(Deno.execPath(), {
    args: ["run", "--no-prompt", "--allow-read", `--allow-write=${path}`, script, path],
  });
  assert.match(
    stdout.replaceAll(JSON.stringify(folder.path).slice(1, -1), "F"),
    /^Cannot write "F\/a.txt" as .* permitted to write into its folder, "F": it is not\n$/,
  );
});

Deno.test("writeFileAtomic(): many writers of one path, and one wins whole", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/a.txt`;
  const texts = Array.from({ length: 60 }, (_, i) => `${i} `.repeat(20_000));
  await Promise.all(texts.map((text) => writeFileAtomic(path, text)));
  assert.ok(texts.includes(await Deno.readTextFile(path)));
  assert.deepEqual(folder.list(), ["a.txt"]);
});

Deno.test("writeFileAtomic() removes what a killed writer left, but not what one holds or others' files", async () => {
  await using folder = await temporaryFolder();
  const held = `.a.txt.${crypto.randomUUID()}.tmp`;
  const others = [".a.txt.tmp", ".a.txt.12-3.tmp", `.b.txt.${crypto.randomUUID()}.tmp`];
  for (const name of [LEFTOVER, held, ...others]) {
    await Deno.writeTextFile(`${folder.path}/${name}`, "part");
  }
  const writer = new Deno.Command(Deno.execPath(), {
    args: [
      "eval",
      `const file = await Deno.open(${JSON.stringify(`${folder.path}/${held}`)}, { write: true });
       await file.lock(true);
       console.log("locked");
       await Deno.stdin.read(new Uint8Array(1));`,
    ],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const reader = writer.stdout.getReader();
  await reader.read();
  await writeFileAtomic(`${folder.path}/a.txt`, "new");
  assert.deepEqual(folder.list().sort(), ["a.txt", held, ...others].sort());
  await writer.stdin.close();
  await writer.status;
  await reader.cancel();
  await writeFileAtomic(`${folder.path}/a.txt`, "newer");
  assert.deepEqual(folder.list().sort(), ["a.txt", ...others].sort());
});

Deno.test("writeFileAtomic() leaves a whole file however often its process is killed", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/a.txt`;
  const script = fileURLToPath(new URL("keep_writing.ts", import.meta.url));
  for (let round = 0; round < ROUNDS; round++) {
    const writer = new Deno.Command(Deno.execPath(), {
      args: ["run", "--no-prompt", `--allow-read`, `--allow-write=${folder.path}`, script, path],
      stdout: "piped",
    }).spawn();
    const reader = writer.stdout.getReader();
    await reader.read();
    await new Promise((resolve) => setTimeout(resolve, round * 7 % 40)); // where it is hit, not what is asserted
    writer.kill("SIGKILL");
    await writer.status;
    await reader.cancel();
    const text = await Deno.readTextFile(path);
    assert.equal(text.length, 4_000_000);
    assert.equal(text, text[0]!.repeat(4_000_000));
  }
  await writeFileAtomic(path, "end");
  assert.deepEqual(folder.list(), ["a.txt"]);
});

Deno.test("writeFileAtomic() removes its temporary file when the program exits in the middle", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/a.txt`;
  const module = new URL("../../lib/files.ts", import.meta.url).href;
  const { code } = await new Deno.Command(Deno.execPath(), {
    args: [
      "eval",
      `import { writeFileAtomic } from ${JSON.stringify(module)};
       writeFileAtomic(${JSON.stringify(path)}, "x".repeat(30_000_000));
       for (;;) {
         if ([...Deno.readDirSync(${JSON.stringify(folder.path)})].length > 0) Deno.exit(7);
         await new Promise((resolve) => setTimeout(resolve));
       }`,
    ],
  }).output();
  assert.equal(code, 7);
  assert.deepEqual(folder.list().filter((name) => name !== "a.txt"), []);
});

Deno.test("writeResult() goes beside its place, or to the first folder that takes it, and says why", async () => {
  await using folder = await temporaryFolder();
  const F = folder.path;
  assert.deepEqual(await writeResult(`${F}/a.txt`, "one", []), { path: `${F}/a.txt` });
  await Deno.mkdir(`${F}/b.txt`);
  const beside = await writeResult(`${F}/b.txt`, "two", []);
  assert.match(beside.path.replace(F, "F"), /^F.\d{4}-\d\d-\d\dT[\d.-]+Z-b\.txt$/);
  assert.match(beside.failure!.message, /it is a directory$/);
  assert.equal(await Deno.readTextFile(beside.path), "two");
  const away = await writeResult(`${F}/no/c.txt`, "three", [`${F}/none`, `${F}/b.txt`]);
  assert.match(away.path.replace(F, "F"), /^F.b\.txt.\d.*Z-c\.txt$/);
  assert.match(away.failure!.message, /its folder must exist/);
  assert.match(
    await problem(F, writeResult(`${F}/no/c.txt`, "four", [])),
    /its folder must exist: there is no "F.no"$/,
  );
});
