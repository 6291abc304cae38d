/** What the name of a column of timestamps says of their zone, as in Time (UTC+2). */
import { optionWords, type WayIn } from "../reading/words.ts";
import { excerpt } from "../../checks.ts";
import { TimeZone } from "./time_zone.ts";

const IN_BRACKETS = /[([]([^()[\]]{1,40})[)\]]$/;
const OFFSET = /^(?:UTC|GMT)? ?([+-]) ?(\d{1,2})(?::?(\d{2}))?(?: h)?$/;
/** An area and a place. */
const PLACE = /^[A-Z][A-Za-z]{2,15}\/[A-Za-z_/+-]{2,30}$/;
/** EST, CET, CEST, PT and the like, which name an offset only to who knows the place. */
const LETTERS = /^(?:[A-Z]{1,3}[DES]T|[CEMP]T)$/;
const LOCAL = /(?<![a-z])local(?:[ _]?time)?(?![a-z])/i;

/** A zone that can mean one thing only, or words that can mean several; none for UTC. */
export function zoneInName(name: string): { zone: string } | { words: string } | undefined {
  const text = IN_BRACKETS.exec(name.trim())?.[1]?.trim() ?? "";
  const offset = OFFSET.exec(text);
  if (offset !== null) {
    const [, sign, hours, minutes = "00"] = offset;
    return known(`${sign}${hours!.padStart(2, "0")}:${minutes}`);
  }
  if (PLACE.test(text)) return known(text);
  if (LETTERS.test(text)) return { words: text };
  const local = LOCAL.exec(name);
  return local === null ? undefined : { words: local[0] };
}

/** Refuses a time without a zone under such a name; throws a `SyntaxError`. */
export function refuseWords(words: string, text: string, wayIn: WayIn): never {
  const say = optionWords(wayIn, "timeZone", "Europe/Berlin");
  throw new SyntaxError(
    `what ${words} in the column's name means is not guessed; say whose clock it is (${say}): current value is ${
      excerpt(text)
    }`,
  );
}

function known(zone: string): { zone: string } | undefined {
  try {
    return { zone: new TimeZone(zone).name };
  } catch {
    return undefined; // none that is known: something else is meant
  }
}
