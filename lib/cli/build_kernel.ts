/**
 * `deno task kernel:build`: compiles the training kernel from its AssemblyScript source, or checks
 * that the committed modules are what the source compiles to. Users need neither.
 *
 * The modules are committed as text, so that a program needs no permission to read them.
 *
 * The compiler (104 MB) is in neither the import map nor the lock file: the task runs this file
 * without them, and the compiler's version stands here.
 */
import { fileURLToPath } from "node:url";
import { writeFileAtomic } from "../files.ts";
import { command, type Values } from "./shared/command.ts";
import { print } from "./shared/print.ts";

const COMPILER = "npm:assemblyscript@0.28.20/asc";
const ROOM = new URL("../autoencoder/wasm/", import.meta.url);
const SOURCE = new URL("assembly/", ROOM);
const MODULES = new URL("kernels.ts", ROOM);
const FLAGS = [
  "kernel.as.ts",
  ...["--runtime", "stub"],
  // a first page or more lets V8 drop half of each bounds check
  ...["--initialMemory", "16"],
  // not -O3: it nests one multiply-add of a sum into the next, which then has to wait for it
  ...["-O2", "--noAssert", "--enable", "simd", "--enable", "threads"],
];
const RELAXED = ["--enable", "relaxed-simd"];
const SHARED = ["--importMemory", "--sharedMemory", "--maximumMemory", "65536"];
const BUILDS = {
  strict: [],
  relaxed: RELAXED,
  "strict.shared": SHARED,
  "relaxed.shared": [...RELAXED, ...SHARED],
};
const HELP = `Compiles the training kernel (lib/autoencoder/wasm/assembly).

Usage: deno task kernel:build [--check]

  --check   compile in memory and compare with the committed modules
  --help    show this text

Exit codes: 0 done, 1 it does not compile, or with --check the modules differ, 2 wrong usage, 130 and
143 stopped.`;

/** The part of AssemblyScript's compiler that is used. */
interface Compiler {
  main(
    args: string[],
    io: { writeFile(name: string, bytes: Uint8Array): void },
  ): Promise<{ error: Error | null; stderr: { toString(): string } }>;
}

/** Compiles one build of the kernel. */
async function compile(compiler: Compiler, flags: string[]): Promise<Uint8Array> {
  let module: Uint8Array | undefined;
  const args = [...FLAGS, ...flags, "--outFile", "kernel.wasm", "--baseDir", fileURLToPath(SOURCE)];
  const { error, stderr } = await compiler.main(args, {
    writeFile: (_, bytes) => module = bytes,
  });
  if (error !== null || module === undefined) {
    throw new Error(`Cannot compile the kernel: ${error?.message}\n${stderr}`);
  }
  return module;
}

/** Compiles all builds, and writes or compares them; gives whether they are what is committed. */
async function build(check: boolean): Promise<boolean> {
  // a name that is not a literal, so that type checks and the lock file leave the compiler alone
  const { default: compiler } = await import(COMPILER) as { default: Compiler };
  const texts: [name: string, text: string][] = [];
  for (const [name, flags] of Object.entries(BUILDS)) {
    const bytes = await compile(compiler, flags);
    print(`${name}: ${bytes.length} bytes`);
    texts.push([name, bytes.toBase64()]);
  }
  const text = moduleText(texts);
  if (check) {
    const same = await Deno.readTextFile(MODULES) === text;
    print(`kernels.ts: ${same ? "as its source" : "differs from its source"}`);
    return same;
  }
  await writeFileAtomic(MODULES, text);
  return true;
}

function moduleText(builds: [name: string, text: string][]): string {
  const lines = builds.map(([name, text]) => `  "${name}":\n    "${text}",\n`);
  return `/**
 * The training kernel's modules in base64, written by \`deno task kernel:build\`.
 *
 * @module
 */

/** A module a build. */
export const KERNELS = {
${lines.join("")}};
`;
}

const OPTIONS = { check: { type: "boolean", default: false } } as const;

if (import.meta.main) {
  await command({ task: "deno task kernel:build", help: HELP, options: OPTIONS }, main);
}

async function main({ check }: Values<typeof OPTIONS>): Promise<number> {
  return await build(check) ? 0 : 1;
}
