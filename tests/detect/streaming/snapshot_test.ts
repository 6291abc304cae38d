/** A snapshot is refused if anything is wrong with it, and the detector stays as it was. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { type DetectorSnapshot, StreamingDetector } from "../../../lib/detect/mod.ts";
import { openSnapshot, sealSnapshot } from "../../../lib/detect/streaming/snapshot/bytes.ts";
import { decodeTimes, encodeTimes } from "../../../lib/detect/streaming/snapshot/time_code.ts";
import { medianStep } from "../../../lib/math/mod.ts";
import { Mt19937 } from "../../../lib/math/random.ts";
import { StateIo } from "../../../lib/detect/streaming/snapshot/state_io.ts";
import legacy from "../../fixtures/detector/snapshot_version_1.json" with { type: "json" };
import version4 from "../../fixtures/detector/snapshot_version_4.json" with { type: "json" };
import version5 from "../../fixtures/detector/snapshot_version_5.json" with { type: "json" };
import version6 from "../../fixtures/detector/snapshot_version_6.json" with { type: "json" };
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
    ["a version to come", edited(21, 15), /version must be in 4..7: it is 8/],
    ["version 0", edited(21, 7), /version must be in 4..7: it is 0/],
    ["called version 5", edited(21, 2), /checksum/],
    ["called version 4", edited(21, 3), /checksum/],
    ["checksum", edited(22), /checksum/],
    ["last byte of the checksum", edited(53), /checksum/],
    ["first packed byte", edited(54), /checksum/],
    ["a packed bit", edited(2000, 16), /checksum/],
    ["last byte", edited(-1), /checksum/],
    ["name only", snapshot.slice(0, 21), /version must be in 4..7: it is 0/],
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

Deno.test("snapshot() holds a month of 5-minute data in 100 KB, of any kind of values and times", () => {
  const rows = 30 * 288;
  const random = new Mt19937(6);
  const any = rhythm(rows, 5);
  const jitter = Float64Array.from(any, (_, i) => timeOf(i) + Math.floor(20_000 * random.random()));
  const even = Float64Array.from(any, (_, i) => timeOf(i));
  for (
    const [kind, values, timestamps, most] of [
      ["counts", any.map((value) => Math.round(100 * value)), even, 40_000],
      ["decimals", any.map((value) => Math.round(100 * value) / 100), even, 40_000],
      ["any", any, even, 85_000],
      ["jitter", any, jitter, 100_000],
    ] as const
  ) {
    const detector = new StreamingDetector({ seed: 1 });
    for (let i = 0; i < rows; i++) detector.update(timestamps[i]!, values[i]!);
    const bytes = detector.snapshot();
    assert.ok(bytes.length <= most, `${kind}: ${bytes.length}`);
    const again = new StreamingDetector({ seed: 1 });
    again.restore(bytes);
    assert.deepEqual(again.snapshot(), bytes);
  }
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

Deno.test("encodeTimes(): decodeTimes() gives any whole milliseconds back, or there is no code", () => {
  const step = fc.oneof(fc.constant(60_000), fc.integer({ min: 1, max: 200_000 }));
  const steps = fc.array(step, { maxLength: 100 });
  fc.assert(
    fc.property(fc.integer({ min: -1e12, max: 2e12 }), steps, (start, steps) => {
      const times = Float64Array.from([0, ...steps]);
      times.forEach((step, i) => times[i] = i === 0 ? start : times[i - 1]! + step);
      const code = encodeTimes(times, medianStep(times));
      assert.ok(code !== undefined);
      const back = Float64Array.from(times, (time, i) => i === 0 ? time : NaN);
      decodeTimes(back, code);
      assert.deepEqual(back, times);
    }),
    { seed: 1 },
  );
  assert.equal(encodeTimes(Float64Array.of(0, 0.5), 0.5), undefined);
  assert.equal(encodeTimes(Float64Array.of(0, 1, 1e12), 1), undefined);
  assert.deepEqual(encodeTimes(Float64Array.of(0, 10, 21, 40), 10), {
    step: 10,
    gaps: Int32Array.of(0, 0, 1),
    late: Int32Array.of(0, 1, 0),
  });
});

for (const [version, { snapshot }] of [[4, version4], [5, version5], [6, version6]] as const) {
  Deno.test(`restore() takes a snapshot of version ${version}, and goes on from its rows, nets and channels`, () => {
    const detector = fed(0);
    detector.restore(Uint8Array.from(atob(snapshot), (c) => c.charCodeAt(0)));
    const whole = fed(500);
    assert.deepEqual(detector.counts, whole.counts);
    for (let i = 500; i < values.length; i++) {
      const value = i === 600 ? 500 : values[i]!;
      const [there, here] = [detector, whole].map((d) => d.update(timeOf(i), value));
      assert.deepEqual([there!.status, there!.channels], [here!.status, here!.channels]);
      assert.deepEqual([there!.isAlert, there!.refitted], [here!.isAlert, here!.refitted]);
      // its own rate was counted by the constants of then
      assert.ok(Math.abs(there!.level - here!.level) <= 0.02 * here!.level, `row ${i}`);
    }
    assert.equal(detector.snapshot()[21], 7);
  });
}

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
          io.values("values", array);
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
