/** How an option is written by the person who reads a message about it. */
import { shellQuoted } from "../../text.ts";

/**
 * Where the options come from: a program, a notebook's parameters (`-p format=X`), or a command
 * line (`--format X`).
 */
export type WayIn = "library" | "notebook" | "command";

/** Names that texts have for an option; all others are the option's own. */
export const TEXT_NAMES: Readonly<Record<string, string>> = { value: "column" };

/** An option's name, as it is written in that way in. */
export function optionName(wayIn: WayIn, name: string): string {
  const typed = TEXT_NAMES[name] ?? name;
  return wayIn === "library" ? name : wayIn === "notebook" ? typed : `--${typed}`;
}

/** An option with a value, as it is written in that way in. */
export function optionWords(
  wayIn: WayIn,
  name: string,
  value: string | boolean | Readonly<Record<string, string>>,
): string {
  if (wayIn === "library") {
    return `${name}: ${
      typeof value !== "object"
        ? JSON.stringify(value)
        : `{ ${
          Object.entries(value).map(([key, text]) =>
            `${/^[A-Za-z_$][\w$]*$/.test(key) ? key : JSON.stringify(key)}: ${JSON.stringify(text)}`
          ).join(", ")
        } }`
    }`;
  }
  const text = typeof value === "object"
    ? Object.entries(value).map(([key, one]) => `${key}=${one}`).join(",")
    : String(value);
  const typed = TEXT_NAMES[name] ?? name;
  return wayIn === "notebook"
    ? `-p ${shellQuoted(`${typed}=${text}`)}`
    : `--${typed} ${shellQuoted(text)}`;
}
