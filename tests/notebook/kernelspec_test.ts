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

Deno.test("writeKernelspec() names Deno absolutely, quiet and in UTC, and tells what it replaced", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const written = await writeKernelspec(folder, "/opt/deno");
    assert.deepEqual(written, {
      path: join(folder, "deno", "kernel.json"),
      program: "/opt/deno",
      isKept: false,
    });
    assert.deepEqual(JSON.parse(await Deno.readTextFile(written.path)), {
      argv: ["/opt/deno", "jupyter", "--kernel", "--conn", "{connection_file}"],
      display_name: "Deno",
      language: "typescript",
      env: { NO_COLOR: "1", TZ: "UTC" },
    });
    assert.equal((await writeKernelspec(folder, "/opt/deno")).replaced, undefined);
    assert.equal((await writeKernelspec(folder, "/opt/other")).replaced, "/opt/deno");
    await Deno.writeTextFile(written.path, "{");
    assert.equal((await writeKernelspec(folder, "/opt/deno")).replaced, "a broken file");
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
      assert.deepEqual([program, isKept], [join(folder, "deno", "deno"), true]);
    }
    await Deno.remove(join(folder, "_npx"), { recursive: true });
    assert.equal(await Deno.readTextFile(join(folder, "deno", "deno")), "program");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
