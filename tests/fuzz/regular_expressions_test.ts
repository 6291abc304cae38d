/** No regular expression in lib/ takes more than linear time on text from outside. */
import assert from "node:assert/strict";
import { globSync } from "node:fs";
import { cpuTime } from "../cpu_time.ts";
import { fileURLToPath } from "node:url";
import { excerpt, printable } from "../../lib/checks.ts";
import { readSeries } from "../../lib/data/mod.ts";
import { headingAbove, type Notebook } from "../../lib/notebook/file/nbformat.ts";
import { parseParameterTexts } from "../../lib/notebook/file/parameters.ts";
import type { Parameter } from "../../lib/notebook/file/parameters_cell.ts";
import { tokenize } from "../../lib/notebook/file/tokens.ts";
import { temporaryFolder } from "../data/temporary_folder.ts";

const LIB = fileURLToPath(new URL("../../lib/", import.meta.url));
/** What is repeated; together they hold the characters that the expressions speak of. */
const PUMPED = [
  ..."a0 #/.\t\n\r\"'\\{}[]()-_:=,;<>&%@*+?TZ\u00e9",
  ...["0.", "0,", " 0", "a.", "a-", "a:", "//", "/a", "a/", "/*", "*/", "\\\\", '""', "''", "``"],
  ...["${", "}{", "a=", "=a", "&a=", "://", "://a", "a@", "@a", ":a@", "# ", " #", "\n#", "\r\n"],
  ...["1-", "0:", "<a", "<a ", 'a="', "&#", "\u001b[", "e+", "0e", "a,", " ,", "()", "[]", "../"],
];
/** What stands before and behind, so that a match is begun, and fails late. */
const BEFORE = ["", "a", "0", ".", '"', "'", "/", "#", "[", "://", "/*", "cloudwatch:"];
const BEHIND = ["!", "\u0000", ""];

/** A regular expression and where it stands. */
interface Found {
  readonly place: string;
  readonly regex: RegExp;
}

function regularExpressions(): Found[] {
  const files = globSync("**/*.ts", { cwd: LIB }).filter((file) => !file.endsWith(".as.ts"));
  return files.flatMap((file) => {
    const text = Deno.readTextFileSync(LIB + file);
    return tokenize(text).filter(({ kind }) => kind === "regex").map((token) => {
      const [, body, flags] = /^\/(.*)\/([a-z]*)$/s.exec(token.text)!;
      const line = text.slice(0, token.start).split("\n").length;
      return { place: `${file}:${line} ${token.text}`, regex: new RegExp(body!, flags) };
    });
  });
}

/** Milliseconds for all matches in a text, the best of `rounds`. */
function time(regex: RegExp, text: string, rounds = 1): number {
  let best = Infinity;
  for (let i = 0; i < rounds; i++) {
    const start = cpuTime();
    regex.lastIndex = 0;
    if (regex.global) text.replaceAll(regex, "");
    else regex.test(text);
    best = Math.min(best, cpuTime() - start);
  }
  return best;
}

/**
 * Whether four times the text takes some four times as long. A linear one takes some 0.1 ms for
 * 16,000 characters; only what takes long, at the shortest length at which it does, is looked at.
 */
function isLinear(regex: RegExp, text: (length: number) => string): boolean {
  for (const length of [500, 2000, 8000, 16_000]) {
    if (time(regex, text(length)) < 3) continue;
    const [short, long] = [text(length / 2), text(2 * length)];
    const ratio = () => time(regex, long, 3) / Math.max(time(regex, short, 3), 0.1);
    if (ratio() > 9 && ratio() > 9) return false; // quadratic: 16; twice, lest the machine was busy
  }
  return true;
}

Deno.test("every regular expression of lib/ takes linear time on text that is made to keep it busy", () => {
  const found = regularExpressions();
  assert.ok(found.length > 50, `${found.length} found`);
  const slow: string[] = [];
  next: for (const { place, regex } of found) {
    for (const unit of PUMPED) {
      for (const before of BEFORE) {
        for (const behind of BEHIND) {
          const text = (length: number) =>
            before + unit.repeat(Math.ceil(length / unit.length)) + behind;
          if (isLinear(regex, text)) continue;
          slow.push(`${place} on ${JSON.stringify(text(8))}`);
          continue next;
        }
      }
    }
  }
  assert.deepEqual(slow, []);
});

Deno.test("what comes from outside takes linear time, up to a million characters", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/a.csv`;
  const cell = (text: string) => ({ cell_type: "markdown", id: "a", metadata: {}, source: text });
  const parameter: Parameter = {
    name: "x",
    declaration: "const",
    annotation: "",
    value: 1,
    help: "",
    isPath: false,
    valueEnd: 0,
  };
  const ways: Record<string, (length: number) => unknown> = {
    "a CSV cell of digits": async (length) => {
      const rows = `timestamp,value\n2014-04-10 00:00:00,${"0".repeat(length)}x\n`;
      await Deno.writeTextFile(path, rows);
      await assert.rejects(readSeries(path), SyntaxError);
    },
    "a heading of blanks": (length) => {
      const cells = [cell(`# a${" ".repeat(length)}b`), { ...cell("1"), cell_type: "code" }];
      headingAbove({ cells, metadata: {} } as unknown as Notebook, 1);
    },
    "a parameter of digits": (length) => {
      const text = `x=${"1".repeat(length)}x`;
      assert.throws(() => parseParameterTexts([parameter], [text], "n"), TypeError);
    },
    "a message": (length) => {
      excerpt("://a".repeat(length / 4));
      printable(`://${"a:".repeat(length / 2)}`);
    },
  };
  for (const [name, way] of Object.entries(ways)) {
    const spent: number[] = [];
    for (const length of [1e3, 1e5, 1e6]) {
      const start = cpuTime();
      await way(length);
      spent.push(cpuTime() - start);
      // A quadratic way would take 10,000 times as long for a hundred times the text.
      const limit = 1000 * Math.max(spent[0]!, 5);
      assert.ok(spent.at(-1)! < limit, `${name}: ${spent.map((ms) => ms.toFixed(1))} ms`);
    }
  }
});
