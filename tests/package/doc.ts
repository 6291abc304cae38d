/**
 * What `deno doc` knows of the public names.
 *
 * @module
 */
import assert from "node:assert/strict";
import { projectRoot } from "../project_copy.ts";

interface Tag {
  readonly kind: string;
  readonly doc?: string;
}

/** What has a doc comment. */
export interface Documented {
  readonly jsDoc?: { readonly tags?: readonly Tag[] };
}

/** A public name. */
export interface Named {
  readonly name: string;
  readonly declarations: readonly (Documented & {
    readonly kind: string;
    readonly def?: { readonly methods?: readonly Documented[] };
  })[];
}

/** The public names of a door, or of all ("."). */
export function publicNames(door = "."): readonly Named[] {
  const { success, stdout, stderr } = new Deno.Command(Deno.execPath(), {
    args: ["doc", "--json", `lib/${door}/mod.ts`],
    cwd: projectRoot,
  }).outputSync();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  assert.ok(success, text(stderr));
  const nodes: Record<string, { symbols: Named[] }> = JSON.parse(text(stdout)).nodes;
  return Object.values(nodes).flatMap(({ symbols }) => symbols);
}

/** The examples in some doc comments. */
export function examplesOf(documented: readonly Documented[]): string[] {
  return documented.flatMap(({ jsDoc }) => jsDoc?.tags ?? [])
    .flatMap(({ kind, doc = "" }) => kind === "example" ? [doc] : []);
}
