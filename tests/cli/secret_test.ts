/** A password comes from a file or the environment, and is shown nowhere. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readSeries } from "../../lib/data/mod.ts";
import { temporaryFolder } from "../data/temporary_folder.ts";
import { textOutput } from "../text_output.ts";
import { codeCell, notebookText } from "../notebook/fixture.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** Runs a task as a user does; all that it printed. */
async function task(
  args: string[],
  folder: string,
  env: Record<string, string> = {},
): Promise<{ code: number; text: string }> {
  const { code, stdout, stderr } = await textOutput(Deno.execPath(), {
    args: ["task", "--quiet", "--config", join(ROOT, "deno.json"), ...args],
    env: { ...env, INIT_CWD: folder, NO_COLOR: "1" },
    cwd: folder,
  });
  return { code, text: `${stdout}\n${stderr}` };
}

Deno.test("tune takes its storage from ELB_STORAGE or a file, and warns of a password on the command line", async () => {
  await using folder = await temporaryFolder();
  const F = folder.path;
  await Deno.writeTextFile(`${F}/objective.ts`, 'export default (t) => t.suggestFloat("x", 0, 1);');
  await Deno.writeTextFile(`${F}/storage.txt`, "sqlite:///file.db\nmore\n");
  const rest = ["objective.ts", "--study", "s", "--trials", "1"];
  const [fromVariable, fromFile, onCommandLine, nowhere, noFile] = await Promise.all([
    task(["tune", ...rest], F, { ELB_STORAGE: "sqlite:///variable.db" }),
    task(["tune", ...rest, "--storage", "@storage.txt"], F),
    task(["tune", ...rest, "--storage", "postgresql://ada:s3cret@127.0.0.1:1/db"], F),
    task(["tune", ...rest], F),
    task(["tune", ...rest, "--storage", "@no.txt"], F),
  ]);
  assert.equal(fromVariable.code, 0, fromVariable.text);
  assert.equal(fromFile.code, 0, fromFile.text);
  assert.deepEqual(
    folder.list().filter((name) => name.endsWith(".db")),
    ["file.db", "variable.db"],
  );
  assert.equal(onCommandLine.code, 1);
  assert.match(
    onCommandLine.text,
    /Warning: others can read the password .*ELB_STORAGE or .*@FILE/,
  );
  assert.doesNotMatch(onCommandLine.text, /s3cret/);
  assert.equal(nowhere.code, 2);
  assert.match(nowhere.text, /--storage or ELB_STORAGE must be given/);
  assert.equal(noFile.code, 2);
  assert.match(noFile.text, /Cannot read --storage as "no\.txt" must be a file/);
});

Deno.test("readSeries() takes a source that a file holds, and no error of it shows a password", async () => {
  await using folder = await temporaryFolder();
  const F = folder.path;
  await Deno.writeTextFile(`${F}/a.csv`, "timestamp,value\n2014-04-10 00:00:00,1\n");
  await Deno.writeTextFile(`${F}/source.txt`, `${F}/a.csv\r\n`);
  assert.equal((await readSeries(`@${F}/source.txt`)).frame.height, 1);
  for (
    const url of [
      "https://ada:s3cret@127.0.0.1:1/a",
      "https://ada:s3cret@[/a",
      "ftp://ada:s3cret@h/a",
    ]
  ) {
    await Deno.writeTextFile(`${F}/url.txt`, url);
    for (const source of [url, `@${F}/url.txt`]) {
      await assert.rejects(readSeries(source, { timeout: 60 }), (error) => {
        assert.doesNotMatch(Deno.inspect(error), /s3cret/);
        return true;
      });
    }
  }
});

Deno.test("notebook writes no password of a URL that it was given", async () => {
  await using folder = await temporaryFolder();
  const notebook = notebookText(
    codeCell("p", 'const source = "a.csv"; // path of a series', ["parameters"]),
    codeCell("c", "console.log(source); throw new Error(`no ${source}`);"),
  );
  const path = join(folder.path, "a.ipynb");
  await Deno.writeTextFile(path, notebook);
  const url = "https://ada:s3cret@host/a.csv";
  const output = join(folder.path, "b.ipynb");
  const { code, text } = await task(
    ["notebook", path, "-p", `source=${url}`, "--output", output],
    folder.path,
  );
  assert.equal(code, 1, text);
  const written = await Deno.readTextFile(output);
  for (const shown of [text, written]) assert.doesNotMatch(shown, /s3cret/);
  assert.match(written, /https:\/\/\*\*\*@host/);
  assert.match(text, /Warning: others can read the password of source=https:\/\/\*\*\*@host/);
});

Deno.test("detect, watch and backtest warn of a source with a password on the command line", async () => {
  const commands = [["detect"], ["watch", "--once"], ["backtest"]]; // watch waits for what fails
  for (const command of commands) {
    const { text } = await task([...command, "http://ada:s3cret@127.0.0.1:1/x.csv"], ROOT);
    assert.match(
      text,
      /^Warning: others can read the password of http:\/\/\*\*\*@.*; give it in a file, as @FILE$/m,
    );
    assert.doesNotMatch(text, /s3cret/);
  }
});
