/** Going on from a state file, and what helps where it is not one to go on from. */
import { excerpt } from "../../checks.ts";
import { fileBytes, ifThere, readAll } from "../../files.ts";
import { shellQuoted } from "../../text.ts";
import { toCaller } from "./caller.ts";

/** Two sentences on the state at that path. */
export function stateAdvice(path: string): string {
  const typed = toCaller(path);
  const [from, to] = [typed, `${typed}.before`].map(shellQuoted);
  return `${typed} is left as it is. To begin anew, move it away: mv ${from} ${to}`;
}

/** What `take` makes of a state file; undefined where there is none. */
export async function goOnFrom<T>(
  path: string,
  take: (state: Uint8Array) => T,
): Promise<T | undefined> {
  const state = await ifThere(readAll(fileBytes(path)));
  if (state === undefined) return undefined;
  try {
    return take(state);
  } catch (error) {
    if (!(error instanceof RangeError || error instanceof TypeError)) throw error;
    throw new RangeError(
      `Cannot go on from ${excerpt(path)}: ${error.message}. ${ofOtherName(error)}${
        stateAdvice(path)
      }`,
      { cause: error },
    );
  }
}

/** A sentence where a state is refused for its series' name, which is the file's unless told. */
function ofOtherName({ cause }: Error): string {
  const { series } = (cause ?? {}) as { series?: string };
  if (series === undefined) return "";
  return `If it is the same series under another name, say so: --series ${
    shellQuoted(JSON.parse(series))
  }. `;
}
