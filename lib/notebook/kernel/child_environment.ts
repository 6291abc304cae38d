/** The environment of the programs that the notebook tools start. */

/**
 * This process's variables, and `extra`, in two parts. Deno refuses to start a program with
 * variables of the dynamic loader (`LD_LIBRARY_PATH` and the like) unless it may start any program,
 * and the tools here may only start Deno; the kernel gets them in another way, since native modules
 * may need them.
 */
export function childEnvironment(
  extra: Record<string, string> = {},
): { env: Record<string, string>; loader: Record<string, string> } {
  const own = Object.entries(Deno.env.toObject());
  const isLoader = ([name]: [string, string]) => /^(LD|DYLD)_/.test(name);
  return {
    env: { ...Object.fromEntries(own.filter((entry) => !isLoader(entry))), ...extra },
    loader: Object.fromEntries(own.filter(isLoader)),
  };
}
