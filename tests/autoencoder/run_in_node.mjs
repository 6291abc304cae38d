// node run_in_node.mjs KERNEL MEMORY CALLS: runs the kernel on a memory image and prints the
// SHA-256 of the memory afterwards.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import process from "node:process";

const [wasm, image, calls] = process.argv.slice(2);
const { exports } = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(wasm)));
const before = readFileSync(image);
const missing = (before.length - exports.memory.buffer.byteLength) / 65536;
if (missing > 0) exports.memory.grow(missing);
new Uint8Array(exports.memory.buffer).set(before);
for (const [name, ...args] of JSON.parse(calls)) exports[name](...args);
const after = new Uint8Array(exports.memory.buffer);
process.stdout.write(createHash("sha256").update(after).digest("hex") + "\n");
