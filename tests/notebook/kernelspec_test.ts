import assert from "node:assert/strict";
import { join } from "node:path";
import { kernelsFolder, writeKernelspec } from "../../lib/notebook/kernel/kernelspec.ts";
import { temporaryFolder } from "../data/temporary_folder.ts";

Deno.test("kernelsFolder() follows Jupyter's rules on each system", {
  ignore: Deno.build.os === "windows",
}, () => {
  const home = { HOME: "/home/me" };
  assert.equal(kernelsFolder(home, "linux"), "/home/me/.local/share/jupyter/kernels");
  assert.equal(kernelsFolder({ ...home, XDG_DATA_HOME: "/x" }, "linux"), "/x/jupyter/kernels");
  assert.equal(
    kernelsFolder({ ...home, XDG_DATA_HOME: "/x" }, "darwin"),
    "/home/me/Library/Jupyter/kernels",
  );
  assert.equal(kernelsFolder({ ...home, JUPYTER_DATA_DIR: "/j" }, "darwin"), "/j/kernels");
  assert.equal(kernelsFolder({ APPDATA: "/a" }, "windows"), "/a/jupyter/kernels");
  assert.throws(() => kernelsFolder({}, "linux"), /home folder must be known/);
});

Deno.test("writeKernelspec() adds a kernel of its own, which runs this project, and leaves others", async () => {
  await using folder = await temporaryFolder();
  await Deno.mkdir(join(folder.path, "deno"));
  await Deno.writeTextFile(join(folder.path, "deno", "kernel.json"), "{}");
  const written = await writeKernelspec(folder.path, "/opt/deno");
  assert.deepEqual(written, {
    path: join(folder.path, "elb-anomaly", "kernel.json"),
    program: "/opt/deno",
    isKept: false,
  });
  const { argv, ...rest } = JSON.parse(await Deno.readTextFile(written.path));
  assert.deepEqual(rest, {
    display_name: "Deno (elb-anomaly)",
    language: "typescript",
    interrupt_mode: "message",
  });
  assert.deepEqual([argv[0], argv.at(-1)], ["/opt/deno", "{connection_file}"]);
  assert.ok((await Deno.stat(argv.at(-2))).isFile);
  assert.equal(await Deno.readTextFile(join(folder.path, "deno", "kernel.json")), "{}");
});

Deno.test("writeKernelspec() keeps a Deno that is in npx's cache, which may be cleared", async () => {
  await using folder = await temporaryFolder();
  const cached = join(folder.path, "_npx", "abc", "deno");
  await Deno.mkdir(join(folder.path, "_npx", "abc"), { recursive: true });
  await Deno.writeTextFile(cached, "program");
  for (let time = 0; time < 2; time++) {
    const { program, isKept } = await writeKernelspec(folder.path, cached);
    assert.deepEqual([program, isKept], [join(folder.path, "elb-anomaly", "deno"), true]);
  }
  await Deno.remove(join(folder.path, "_npx"), { recursive: true });
  assert.equal(await Deno.readTextFile(join(folder.path, "elb-anomaly", "deno")), "program");
});
