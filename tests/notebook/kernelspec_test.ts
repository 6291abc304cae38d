import assert from "node:assert/strict";
import { join } from "node:path";
import { kernelsFolder, writeKernelspec } from "../../lib/notebook/kernel/kernelspec.ts";

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
  const folder = await Deno.makeTempDir();
  try {
    await Deno.mkdir(join(folder, "deno"));
    await Deno.writeTextFile(join(folder, "deno", "kernel.json"), "{}");
    const written = await writeKernelspec(folder, "/opt/deno");
    assert.deepEqual(written, {
      path: join(folder, "elb-anomaly", "kernel.json"),
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
    assert.equal(await Deno.readTextFile(join(folder, "deno", "kernel.json")), "{}");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("writeKernelspec() keeps a Deno that is in npx's cache, which may be cleared", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const cached = join(folder, "_npx", "abc", "deno");
    await Deno.mkdir(join(folder, "_npx", "abc"), { recursive: true });
    await Deno.writeTextFile(cached, "program");
    for (let time = 0; time < 2; time++) {
      const { program, isKept } = await writeKernelspec(folder, cached);
      assert.deepEqual([program, isKept], [join(folder, "elb-anomaly", "deno"), true]);
    }
    await Deno.remove(join(folder, "_npx"), { recursive: true });
    assert.equal(await Deno.readTextFile(join(folder, "elb-anomaly", "deno")), "program");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
