/** What helps where a state is not one to go on from. */
import { toCaller } from "./caller.ts";

/** Two sentences on the state at that path. */
export function stateAdvice(path: string): string {
  const typed = toCaller(path);
  return `${typed} is left as it is. To begin anew, move it away: mv ${typed} ${typed}.before`;
}
