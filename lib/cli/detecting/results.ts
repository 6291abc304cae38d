/** What `deno task detect` tells of many series. */
import { writeFileAtomic } from "../../files.ts";
import {
  bySeries,
  type FleetResult,
  type FleetWork,
  packStates,
  type States,
  unpackStates,
} from "../../fleet/mod.ts";
import { counted } from "../../text.ts";
import { toCaller } from "../shared/caller.ts";
import { goOnFrom } from "../shared/state_advice.ts";
import { NotesOnce } from "../shared/notes_once.ts";
import { print, printError } from "../shared/print.ts";

/** Where results go. */
interface Places {
  readonly work: FleetWork;
  /** The file of the lines; standard output unless told. */
  readonly out: string | undefined;
  /** The file of the states, and those that were in it. */
  readonly state: string | undefined;
  readonly states: States | undefined;
}

/** The states in a file; none if it is not there, `undefined` where no file is given. */
export async function readStates(path: string | undefined): Promise<States | undefined> {
  return path === undefined ? undefined : await goOnFrom(path, unpackStates) ?? new Map();
}

/**
 * Writes or prints a line a series, in the order of their names, and then the states; 1 if some
 * are bad, whose states stay as they were.
 */
export async function tell(
  done: readonly FleetResult[],
  { work, out, state, states = new Map() }: Places,
): Promise<number> {
  work.badLines.forEach(printError);
  const results = [...done, ...work.bad].sort(bySeries);
  const lines = results.map(({ line }) => line).join("\n");
  if (out !== undefined) await writeFileAtomic(out, lines === "" ? "" : `${lines}\n`);
  else if (lines !== "") print(lines);
  if (state !== undefined) {
    const next = results.flatMap(({ series, snapshot }): [string, Uint8Array][] =>
      snapshot === undefined ? [] : [[series, snapshot]]
    );
    await writeFileAtomic(state, packStates(new Map([...states, ...next])));
  }
  const notes = new NotesOnce();
  for (const result of results) {
    for (const note of result.notes ?? []) notes.add(result.series, note);
  }
  notes.lines().forEach((line) => printError(line));
  const bad = results.filter(({ error }) => error !== undefined);
  for (const { series, error } of bad) printError(`${series}: ${error}`);
  const ringing = results.filter(({ alerts = 0 }) => alerts > 0);
  const alerts = ringing.reduce((sum, result) => sum + result.alerts!, 0);
  printError(
    `${results.length} series: ${counted(alerts, "alert")} in ${ringing.length}, ${bad.length} bad${
      out === undefined ? "" : `; wrote ${toCaller(out)}`
    }`,
  );
  return bad.length + work.badLines.length > 0 ? 1 : 0;
}
