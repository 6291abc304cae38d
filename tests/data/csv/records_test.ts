import assert from "node:assert/strict";
import fc from "fast-check";
import { MAX_RECORD_BYTES, readRecords } from "../../../lib/data/csv/records.ts";

const encoder = new TextEncoder();

async function parse(
  source: string | Uint8Array,
  chunkSize = Infinity,
): Promise<{ records: string[][]; lines: number[] }> {
  const bytes = typeof source === "string" ? encoder.encode(source) : source;
  const chunks: Uint8Array[] = [];
  for (let i = 0; i < bytes.length; i += chunkSize) chunks.push(bytes.slice(i, i + chunkSize));
  const [records, lines]: [string[][], number[]] = [[], []];
  await readRecords(chunks, "test.csv", (fields, line) => {
    records.push(fields);
    lines.push(line);
  });
  return { records, lines };
}

const TRICKY = 'a,"b ""quoted""",c\r\n1,"x,\r\ny",\n\n,"",ä€😀\n"last\none"';

Deno.test("readRecords() reads quotes, line breaks in them, CRLF, blank lines and no last line end", async () => {
  const { records, lines } = await parse(TRICKY);
  assert.deepEqual(records, [
    ["a", 'b "quoted"', "c"],
    ["1", "x,\r\ny", ""],
    [""],
    ["", "", "ä€😀"],
    ["last\none"],
  ]);
  assert.deepEqual(lines, [1, 2, 4, 5, 6]);
});

Deno.test("readRecords() takes CRLF off the last field, quoted or not, empty or not", async () => {
  const { records } = await parse('a,b\r\n"c",d\r\n"e",\r\nf,"g"\r\n\r\n,\r\n"h",i\r');
  assert.deepEqual(records, [
    ["a", "b"],
    ["c", "d"],
    ["e", ""],
    ["f", "g"],
    [""],
    ["", ""],
    ["h", "i"],
  ]);
});

Deno.test("readRecords() counts every line break in quotes", async () => {
  assert.deepEqual((await parse('"a\n\n\nb"\nc\n')).lines, [1, 5]);
});

Deno.test("readRecords() gives the same records however the bytes are cut", async () => {
  const expected = await parse(TRICKY);
  for (let size = 1; size <= TRICKY.length; size++) {
    assert.deepEqual(await parse(TRICKY, size), expected, `chunks of ${size}`);
  }
});

Deno.test("readRecords() reads back whatever RFC 4180 can write", async () => {
  const field = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.stringMatching(/^[a,"\r\n ]{0,6}$/),
  ).filter((text) => text.isWellFormed());
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(field, { minLength: 1, maxLength: 4 }), { maxLength: 6 }),
      fc.constantFrom("\n", "\r\n"),
      fc.integer({ min: 1, max: 40 }),
      async (records, lineEnd, chunkSize) => {
        const written = [["header"], ...records];
        const text = written
          .map((fields) => fields.map((text) => `"${text.replaceAll('"', '""')}"`).join(","))
          .map((line) => line + lineEnd).join("");
        assert.deepEqual((await parse(text, chunkSize)).records, written);
      },
    ),
    { seed: 13 },
  );
});

Deno.test("readRecords() skips a UTF-8 byte order mark at the start only", async () => {
  // U+FF56 shares its first byte with the mark.
  assert.deepEqual((await parse("\uFF56,b\n")).records, [["\uFF56", "b"]]);
  assert.deepEqual((await parse("\uFEFFa,b\n\uFEFFc,d\n")).records, [["a", "b"], ["\uFEFFc", "d"]]);
  assert.deepEqual((await parse("\uFEFFa,b\n\uFEFFc,d\n", 1)).records, [
    ["a", "b"],
    ["\uFEFFc", "d"],
  ]);
});

Deno.test("readRecords() names the line whose bytes are not UTF-8", async () => {
  const latin1 = Uint8Array.from("a,b\n1,2\nMünchen,3\n", (char) => char.charCodeAt(0));
  for (const size of [1, 5, Infinity]) {
    await assert.rejects(parse(latin1, size), {
      name: "SyntaxError",
      message:
        "Cannot read test.csv as it must be UTF-8 text: line 3 holds other bytes (is the file in Latin-1 or Windows-1252?)",
    });
  }
  const inQuotes = Uint8Array.from('a\n"x\ny\nü"\n', (char) => char.charCodeAt(0));
  for (const size of [1, Infinity]) await assert.rejects(parse(inQuotes, size), /line 4 holds/);
  const cutShort = Uint8Array.of(0x61, 0x0a, 0xe2, 0x82);
  await assert.rejects(parse(cutShort), /line 2 holds other bytes/);
});

Deno.test("readRecords() gives the rows before bytes that are not UTF-8, however they arrive", async () => {
  const bytes = Uint8Array.from('a\n"b\nc"\nd\nü\ne\n', (char) => char.charCodeAt(0));
  for (let size = 1; size <= bytes.length; size++) {
    const records: string[][] = [];
    const chunks = Array.from(
      { length: Math.ceil(bytes.length / size) },
      (_, i) => bytes.slice(i * size, (i + 1) * size),
    );
    await assert.rejects(
      readRecords(chunks, "test.csv", (fields) => records.push(fields)),
      /line 5 holds other bytes/,
    );
    assert.deepEqual(records, [["a"], ["b\nc"], ["d"]], `chunks of ${size}`);
  }
});

Deno.test("readRecords() splits at the separator it is told, quotes as ever", async () => {
  for (const separator of [";", "\t", "|", " "]) {
    const records: string[][] = [];
    const text = `a${separator}"b${separator}""c"""${separator}d,e\r\n`;
    await readRecords(
      [encoder.encode(text)],
      "test.csv",
      (fields) => records.push(fields),
      separator,
    );
    assert.deepEqual(records, [["a", `b${separator}"c"`, "d,e"]]);
  }
});

Deno.test("readRecords() names the line and column of quotes out of place", async () => {
  await assert.rejects(parse('a,b\n1,2"3\n'), {
    name: "SyntaxError",
    message:
      'Cannot read test.csv as line 2, column 2 must have its quotes around the whole field: found "2\\""',
  });
  await assert.rejects(parse('a,b\n"1"2,3\n'), {
    message:
      'Cannot read test.csv as line 2, column 1 must end after its closing quote: found "2" there',
  });
  await assert.rejects(parse('a,b\n1,"2\n3,4\n'), {
    message:
      "Cannot read test.csv as line 2 must close its quoted field: it is still open at the end",
  });
});

Deno.test("readRecords() refuses lines that end in a carriage return alone", async () => {
  await assert.rejects(parse("a,b\r1,2\r"), /line 1 must end in LF or CRLF: found a carriage/);
});

Deno.test("readRecords() stops at a line that has no end, long before memory is full", async () => {
  for (const [start, open] of [["a,b\n1,2\n", ""], ["a,b\n", '1,"'], ["", ""]] as const) {
    let given = 0;
    const endless = function* () {
      yield encoder.encode(start + open);
      const chunk = new Uint8Array(65_536).fill(0x31);
      if (open !== "") chunk[65_535] = 0x0a; // line breaks inside the quoted field
      for (; given < 2 ** 30; given += chunk.length) yield chunk;
    };
    await assert.rejects(readRecords(endless(), "test.csv", () => {}), {
      name: "SyntaxError",
      message: `Cannot read test.csv as line ${
        start.split("\n").length
      } must be at most 1048576 bytes long: it is longer`,
    });
    assert.ok(given <= MAX_RECORD_BYTES + 2 * 65_536, `took ${given} bytes`);
  }
});

Deno.test("readRecords() reads a line of just the longest length", async () => {
  const longest = "x".repeat(MAX_RECORD_BYTES);
  const { records } = await parse(`${longest}\ny\n`, 65_536);
  assert.deepEqual(records.map(([field]) => field!.length), [MAX_RECORD_BYTES, 1]);
  await assert.rejects(parse(`${longest}x\ny\n`), /line 1 must be at most/);
  const quoted = `"${longest.slice(2)}"`;
  assert.equal((await parse(`${quoted}\ny\n`, 65_536)).records.length, 2);
  await assert.rejects(parse(`${quoted},\ny\n`), /line 1 must be at most/);
});

Deno.test("readRecords() ends with what its callback throws", async () => {
  let calls = 0;
  const stop = () => {
    calls++;
    throw new RangeError("enough");
  };
  await assert.rejects(readRecords([encoder.encode("a\nb\n")], "test.csv", stop), /enough/);
  assert.equal(calls, 1);
});
