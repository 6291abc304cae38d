/** A snapshot is refused if anything is wrong with it, and the detector stays as it was. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { type DetectorSnapshot, StreamingDetector } from "../../../lib/detect/mod.ts";
import { openSnapshot, sealSnapshot } from "../../../lib/detect/streaming/snapshot/bytes.ts";
import { decodeTimes, encodeTimes } from "../../../lib/detect/streaming/snapshot/time_code.ts";
import {
  decodeValues,
  encodeValues,
  rounded,
  valuesState,
} from "../../../lib/detect/streaming/snapshot/value_code.ts";
import { medianStep } from "../../../lib/math/mod.ts";
import { Mt19937 } from "../../../lib/math/random.ts";
import { Rounding } from "../../../lib/detect/streaming/memory/rounding.ts";
import { StateIo } from "../../../lib/detect/streaming/snapshot/state_io.ts";
import legacy from "../../fixtures/detector/snapshot_version_1.json" with { type: "json" };
import version8 from "../../fixtures/detector/snapshot_version_8.json" with { type: "json" };
import { rhythm, timeOf } from "./streaming_series.ts";

const constants = {
  capacity: 400,
  referenceRows: 250,
  rankRows: 300,
  maxSteps: 300,
  refitEvery: 200,
};
const values = rhythm(800, 3);

function fed(rows: number): StreamingDetector {
  const detector = new StreamingDetector({ seed: 1, series: "a", constants });
  for (let i = 0; i < rows; i++) detector.update(timeOf(i), values[i]!);
  return detector;
}

/** Restoring must throw, and the detector go on as one that was never asked. */
function assertRefused(snapshot: unknown, what: string, message: RegExp): void {
  const detector = fed(320);
  const before = detector.snapshot();
  assert.throws(
    () => detector.restore(snapshot as Uint8Array),
    (error: Error) => {
      assert.ok(error instanceof RangeError || error instanceof TypeError, `${what}: ${error}`);
      assert.match(error.message, message, what);
      return true;
    },
    what,
  );
  assert.deepEqual(detector.snapshot(), before, what);
  assert.equal(detector.update(timeOf(320), values[320]!).status, "scored", what);
}

Deno.test("restore() refuses bytes that are damaged, cut short, longer or of another kind", () => {
  const snapshot = fed(500).snapshot();
  const edited = (at: number, by = 1) => {
    const bytes = snapshot.slice();
    bytes[at < 0 ? bytes.length + at : at]! ^= by;
    return bytes;
  };
  const tampered: [string, unknown, RegExp][] = [
    ["nothing", new Uint8Array(), /bytes of a streaming detector/],
    ["first byte", edited(0), /bytes of a streaming detector/],
    ["end of the name", edited(19), /bytes of a streaming detector/],
    ["a version to come", edited(21, 3), /version must be in 8..13: it is 14/],
    ["version 0", edited(21, 13), /version must be in 8..13: it is 0/],
    ["version 7", edited(21, 10), /version must be in 8..13: it is 7/],
    ["called version 8", edited(21, 5), /checksum/],
    ["checksum", edited(22), /checksum/],
    ["last byte of the checksum", edited(53), /checksum/],
    ["first packed byte", edited(54), /checksum/],
    ["a packed bit", edited(2000, 16), /checksum/],
    ["last byte", edited(-1), /checksum/],
    ["name only", snapshot.slice(0, 21), /version must be in 8..13: it is 0/],
    ["head only", snapshot.slice(0, 54), /checksum/],
    ["half", snapshot.slice(0, snapshot.length >> 1), /checksum/],
    ["all but a byte", snapshot.slice(0, -1), /checksum/],
    ["a byte more", Uint8Array.of(...snapshot, 0), /checksum/],
    ["twice", Uint8Array.of(...snapshot, ...snapshot), /checksum/],
    [
      "bytes swapped",
      (() => {
        const bytes = snapshot.slice();
        [bytes[1000], bytes[1001]] = [bytes[1001]! ^ 255, bytes[1000]! ^ 255];
        return bytes;
      })(),
      /checksum/,
    ],
    ["null", null, /snapshot/],
    ["a text", "snapshot", /snapshot/],
    ["an empty object", {}, /snapshot/],
    ["an array", [...snapshot], /snapshot/],
  ];
  for (const [what, bytes, message] of tampered) assertRefused(bytes, what, message);
  fed(320).restore(snapshot);
});

Deno.test("restore() refuses a body whose numbers cannot be, whatever its checksum", () => {
  const { body } = openSnapshot(fed(500).snapshot());
  const resealed = (edit: (body: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer>) =>
    sealSnapshot(edit(body.slice()));
  assertRefused(resealed((b) => b.slice(0, -8)), "shorter", /must/);
  assertRefused(resealed((b) => new Uint8Array([...b, 1])), "longer", /1 bytes are left/);
  assertRefused(resealed(() => new Uint8Array(100)), "zeros", /series must be/);
  // any eight bytes replaced by NaN: refused by a rule, or a number that may be anything
  fc.assert(
    fc.property(fc.integer({ min: 0, max: body.length - 8 }), (at) => {
      const bytes = resealed((b) => {
        new DataView(b.buffer).setFloat64(at, NaN, true);
        return b;
      });
      const detector = fed(320);
      const before = detector.snapshot();
      try {
        detector.restore(bytes);
      } catch (error) {
        assert.ok(error instanceof RangeError, `${error}`);
        assert.match(error.message, /^Cannot restore/);
        assert.deepEqual(detector.snapshot(), before);
        return;
      }
      detector.update(timeOf(790), 100); // goes on, whatever it makes of it
    }),
    { seed: 2, numRuns: 40 },
  );
});

Deno.test("snapshot() holds a full memory in 100 KB at any step, of any kind of values and times", () => {
  const random = new Mt19937(6);
  for (
    const [kind, minutes, days, most] of [
      ["counts", 5, 30, 40_000],
      ["decimals", 5, 30, 40_000],
      ["reals", 5, 30, 55_000],
      ["reals", 1, 29, 85_000],
      ["reals, jitter", 5, 43, 90_000],
      ["reals, jitter", 1, 29, 100_000],
      ["counts, jitter", 1, 29, 75_000],
    ] as const
  ) {
    const detector = new StreamingDetector({ seed: 1 });
    const step = 60_000 * minutes;
    const rows = days * 86_400_000 / step;
    for (let i = 0; i < rows; i++) {
      const time = timeOf(0) + i * step;
      const real = 100 + 40 * Math.sin(2 * Math.PI * time / 86_400_000) + 5 * random.normal();
      const [size, jitter] = [kind.startsWith("decimals") ? 100 : 1, kind.includes("jitter")];
      const value = kind.startsWith("reals") ? real : Math.round(size * real) / size;
      detector.update(time + (jitter ? Math.floor(0.1 * step * random.random()) : 0), value);
    }
    const bytes = detector.snapshot();
    assert.ok(bytes.length <= most, `${kind} at ${minutes} min: ${bytes.length}`);
    const again = new StreamingDetector({ seed: 1 });
    again.restore(bytes);
    assert.deepEqual(again.snapshot(), bytes);
  }
});

Deno.test("snapshot() within a refit goes on to the bit, wherever the refit is", () => {
  const few = { ...constants, workPerUpdate: 4000 };
  const whole = new StreamingDetector({ seed: 1, constants: few });
  const hour = (i: number) => timeOf(0) + i * 3_600_000; // so that lags of days are in the windows
  let within = 0;
  for (let i = 0; i < 700; i++) {
    const bytes = whole.snapshot();
    const here = whole.update(hour(i), values[i]!);
    if (i < 600 || here.refitting.length === 0) continue;
    within++;
    const there = new StreamingDetector({ seed: 1, constants: few });
    there.restore(bytes);
    assert.deepEqual(there.update(hour(i), values[i]!), here, `row ${i}`);
    assert.deepEqual(there.snapshot(), whole.snapshot(), `row ${i}`);
  }
  assert.ok(within > 50, `${within} rows`);
});

Deno.test("restore() goes on to the bit where slots and sums follow from the rows, past a clock change", () => {
  const random = new Mt19937(7);
  const start = Date.UTC(2024, 2, 22); // clocks change on the 31st
  const [day, expect] = [86_400_000, "quiet" as const];
  const calendar = [{ start: start + 2 * day, end: start + 2.2 * day, expect }];
  const options = { seed: 1, timeZone: "Europe/Berlin", calendar };
  const rows = Array.from(rhythm(3300, 8), (value, i) => ({
    time: start + i * 300_000 + Math.floor(9000 * random.random()) + (i > 2000 ? 3 * 3_600_000 : 0),
    value: i === 3100 ? 3 * value : value,
  }));
  const whole = new StreamingDetector(options);
  let broken = new StreamingDetector(options);
  for (const [i, { time, value }] of rows.entries()) {
    if ([140, 700, 2530, 2545, 2800, 3101].includes(i)) {
      const bytes = broken.snapshot();
      broken = new StreamingDetector(options);
      broken.restore(bytes);
    }
    assert.deepEqual(broken.update(time, value), whole.update(time, value), `row ${i}`);
  }
  assert.deepEqual(broken.snapshot(), whole.snapshot());
});

Deno.test("encodeTimes(): decodeTimes() gives times back to the bit, or there is no code", () => {
  const step = fc.oneof(fc.constant(60_000), fc.integer({ min: 1, max: 200_000 }));
  const steps = fc.array(step, { maxLength: 100 });
  const unit = fc.constantFrom(1, 1000, 4096);
  fc.assert(
    fc.property(fc.integer({ min: -1e12, max: 2e12 }), steps, unit, (start, steps, unit) => {
      let ticks = start * unit;
      const times = Float64Array.of(start, ...steps.map((step) => (ticks += step) / unit));
      const code = encodeTimes(times, medianStep(times));
      assert.ok(code !== undefined && code.unit <= unit);
      const back = new Float64Array(times.length);
      decodeTimes(back, code);
      assert.deepEqual(back, times);
    }),
    { seed: 1 },
  );
  assert.equal(encodeTimes(Float64Array.of(0, 1 / 3), 1 / 3), undefined);
  assert.equal(encodeTimes(Float64Array.of(0, 1, 1e12), 1), undefined);
  assert.deepEqual(encodeTimes(Float64Array.of(5, 15, 26, 45), 10), {
    unit: 1,
    first: 5,
    step: 10,
    gaps: Int32Array.of(0, 0, 1),
    late: Float64Array.of(0, 1, 0),
  });
});

Deno.test("encodeValues(): decodeValues() gives values back to the bit, with the fewest decimals", () => {
  const backOf = (values: Float64Array, kept = NaN) => {
    const code = encodeValues(values, kept);
    const back = new Float64Array(values.length);
    if (code !== undefined) decodeValues(back, code);
    return { code, back };
  };
  const value = fc.oneof(fc.integer(), fc.maxSafeInteger(), fc.double({ min: -1e9, max: 1e9 }));
  fc.assert(
    fc.property(fc.array(value), fc.integer({ min: -5, max: 12 }), (list, kept) => {
      const values = Float64Array.from(list, (value) => rounded(value, kept));
      const { code, back } = backOf(values, kept);
      if (code !== undefined) assert.deepEqual(back, values);
      const isFew = list.every((value) => Math.abs(value) * 10 ** kept < 2 ** 50);
      if (isFew) assert.ok(code !== undefined && code.decimals <= Math.max(0, kept));
    }),
    { seed: 2 },
  );
  const cents = Float64Array.from({ length: 100 }, (_, i) => (i * 7919 % 1000) / 100);
  assert.deepEqual([backOf(cents).code!.decimals, backOf(cents).code!.exact.length], [2, 0]);
  [cents[7], cents[50], cents[99]] = [Math.PI, -0, 1e99];
  const { code, back } = backOf(cents);
  assert.deepEqual([code!.decimals, [...code!.at]], [2, [7, 50, 99]]);
  assert.deepEqual(back, cents);
  const reals = Float64Array.from({ length: 100 }, (_, i) => Math.sin(i));
  assert.equal(backOf(reals).code, undefined);
  const large = reals.map((value) => rounded(1e95 * value, -88));
  assert.deepEqual(backOf(large, -88).back, large);
  assert.equal(rounded(1e12 + 1 / 4096, 8), 1e12 + 1 / 4096);
});

Deno.test("Rounding keeps a millionth of a usual move, follows one of another size and leaves decimals alone", () => {
  const random = new Mt19937(9);
  const reals = (size: number) => Float64Array.from({ length: 200 }, () => size * random.normal());
  const rounding = new Rounding();
  assert.equal(rounding.round(Math.PI), Math.PI);
  rounding.choose(new Float64Array(200)); // nothing has moved
  assert.equal(rounding.round(Math.PI), Math.PI);
  for (const [size, decimals] of [[2, 6], [20, 6], [0.2, 6], [2e-3, 9], [1e20, -13]] as const) {
    rounding.choose(reals(size));
    assert.equal(rounding.decimals, decimals, `${size}`);
    const value = size * random.normal();
    assert.ok(Math.abs(rounding.round(value) - value) <= 1e-6 * size);
  }
  rounding.choose(reals(1));
  for (const value of [0.1, 1234.56, 1e9 + 0.5, 1e12 + 1 / 4096]) {
    assert.equal(rounding.round(value), value);
  }
  assert.ok(Object.is(rounding.round(-1e-9), 0));
});

Deno.test("restore() takes a snapshot of a version before by its rows", () => {
  // made of these rows
  const rowOf = (i: number) =>
    [timeOf(i) + i * 7919 % 20_000, Math.round(100 * values[i]!) / 100] as const;
  const [detector, whole] = [fed(0), fed(0)];
  detector.restore(Uint8Array.from(atob(version8.snapshot), (c) => c.charCodeAt(0)));
  for (let i = 0; i < 500; i++) whole.update(...rowOf(i));
  assert.deepEqual(detector.counts, whole.counts);
  const rings: number[] = [];
  for (let i = 500; i < values.length; i++) {
    const [time, value] = rowOf(i);
    const [there, here] = [detector, whole].map((d) => d.update(time, i === 700 ? 500 : value));
    assert.deepEqual([there!.status, there!.row], [here!.status, here!.row]);
    if (there!.isAlert) rings.push(i);
  }
  assert.deepEqual(rings, [700]);
  assert.equal(detector.snapshot()[21], 13);
});

Deno.test("restore() takes a snapshot in JSON by its rows", () => {
  const detector = new StreamingDetector({ seed: 5, series: "a", constants });
  detector.restore(legacy as unknown as DetectorSnapshot);
  assert.deepEqual(detector.counts, { offered: 606, rows: 600, late: 0, repeated: 6 });
  const old = rhythm(700);
  const results = Array.from(
    { length: 100 },
    (_, k) => detector.update(timeOf(600 + k), k === 50 ? 500 : old[600 + k]!),
  );
  assert.deepEqual(results.map(({ row }) => row).slice(0, 2), [600, 601]);
  assert.equal(results[0]!.status, "scored");
  assert.deepEqual(results.flatMap(({ isAlert }, k) => isAlert ? [k] : []), [50]);
  const again = new StreamingDetector({ seed: 5, series: "a", constants });
  again.restore(detector.snapshot());
  assert.deepEqual(again.counts, detector.counts);
});

Deno.test("restore() refuses a snapshot in JSON that was edited", () => {
  const { counts, times } = legacy;
  const edits: [string, object, RegExp][] = [
    ["format", { format: "other" }, /one of a streaming detector/],
    ["version", { version: 3 }, /version must be 1/],
    ["series", { series: "b" }, /series must be "a": it is "b"/],
    ["seed", { seed: 6 }, /seed must be 5/],
    ["no counts", { counts: undefined }, /counts.offered/],
    ["negative count", { counts: { ...counts, rows: -1 } }, /counts.rows/],
    ["count in text", { counts: { ...counts, rows: "600" } }, /counts.rows/],
    ["half a count", { counts: { ...counts, late: 0.5 } }, /counts.late/],
    ["counts that do not add up", { counts: { ...counts, late: 3 } }, /add up/],
    ["times cut", { times: times.slice(0, 64) }, /as many times as values/],
    ["times cut within a number", { times: times.slice(0, -4) }, /times must be doubles/],
    ["no base64", { times: `!${times.slice(1)}` }, /times must be doubles/],
    ["values as numbers", { values: [1, 2] }, /values must be doubles/],
    ["times as values", { values: times, times: legacy.values }, /times must be finite and rise/],
    ["no rows", { times: "", values: "" }, /must hold the last rows/],
  ];
  const detector = new StreamingDetector({ seed: 5, series: "a", constants });
  for (let i = 0; i < 200; i++) detector.update(timeOf(i), values[i]!);
  const before = detector.snapshot();
  for (const [what, edit, message] of edits) {
    assert.throws(
      () => detector.restore({ ...legacy, ...edit } as unknown as DetectorSnapshot),
      { message },
      what,
    );
    assert.deepEqual(detector.snapshot(), before, what);
  }
  assert.equal(detector.update(timeOf(200), values[200]!).status, "scored");
});

Deno.test("StateIo gives numbers, flags, texts and arrays back as they were", () => {
  const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
  const values = fc.oneof(
    fc.array(finite),
    fc.array(fc.integer({ min: -1e9, max: 1e9 })),
    fc.array(fc.maxSafeInteger()),
  );
  fc.assert(
    fc.property(
      finite,
      fc.boolean(),
      fc.string({ unit: "grapheme" }),
      values,
      (x, flag, text, list) => {
        const out = new StateIo();
        const save = (io: StateIo, array: Float64Array, floats: Float32Array) => {
          const given = [io.number("x", x), io.flag("flag", flag), io.text("text", text)];
          valuesState(io, "values", array);
          io.array("floats", floats);
          io.end();
          return given;
        };
        save(out, Float64Array.from(list), Float32Array.from(list));
        const [array, floats] = [new Float64Array(list.length), new Float32Array(list.length)];
        const given = save(new StateIo({ body: out.written.slice() }), array, floats);
        assert.deepEqual(given, [x, flag, text]);
        assert.deepEqual([array, floats], [Float64Array.from(list), Float32Array.from(list)]);
      },
    ),
    { seed: 6, numRuns: 200 },
  );
});
