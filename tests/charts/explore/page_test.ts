import assert from "node:assert/strict";
import { pathToFileURL } from "node:url";
import { explore, frameTimestamps, saveChart } from "elb-anomaly";
import { chromium, Page } from "../../browser.ts";
import { weekResults, weeks } from "./two_weeks.ts";

const ignore = chromium === undefined; // there is no Chromium to open the page in

/** Opens the view of the two weeks and waits until it is live. */
async function open(page: Page): Promise<void> {
  const path = await Deno.makeTempFile({ suffix: ".html" });
  try {
    await saveChart(explore(weeks, { scores: weekResults, title: "A<b>&" }), path);
    await page.go(pathToFileURL(path).href);
    await page.until("document.querySelector('.elb-explore').dataset.state === 'live'");
  } finally {
    await Deno.remove(path);
  }
}

const said = "document.querySelector('.elb-said').textContent";
const rings = "document.querySelector('.elb-rings').textContent";
/** Two frames, after which what was asked for is drawn and said. */
const frames = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))";
const press = async (page: Page, key: string) => {
  await page.evaluate(
    `document.querySelector('.elb-plots').dispatchEvent(new KeyboardEvent('keydown', { key: '${key}' }))`,
  );
};

Deno.test("explore() comes to life in a browser with the network off", { ignore }, async () => {
  await using page = await Page.open();
  await open(page);
  assert.equal(await page.evaluate("document.querySelector('.elb-title').textContent"), "A<b>&");
  assert.match(
    await page.evaluate("document.querySelector('.elb-about').textContent"),
    /^4,025 rows, .*; \d+ alerts?; {2}what is usual$/,
  );
  assert.equal(await page.evaluate("document.querySelectorAll('canvas').length"), 2);
  const alerts = weekResults.filter(({ isAlert }) => isAlert).length;
  assert.match(
    await page.evaluate(rings),
    new RegExp(`^one false alert in 30 days: rings ${alerts} times?,`),
  );

  // The slider's last place rings most often.
  const slide = (to: string) =>
    page.evaluate(`(() => {
      const slider = document.querySelector(".elb-slider");
      const [before, after] = [slider.value, ${to}];
      slider.value = after;
      slider.dispatchEvent(new Event("input"));
      return before;
    })()`);
  const start = await slide("slider.max");
  const [, count] = /one false alert a day: rings about ([\d,]+) times/.exec(
    await page.evaluate(rings),
  )!;
  assert.ok(Number(count) > alerts);
  await slide(start);

  // Keys move from row to row, and from alert to alert.
  await press(page, "Home");
  await page.until(`${said}.startsWith("2014-04-10 00:04 UTC, value ")`);
  await press(page, "ArrowRight");
  await page.until(`${said}.startsWith("2014-04-10 00:09 UTC, value ")`);
  await press(page, "n");
  const first = weekResults.find(({ isAlert }) => isAlert)!.reason!.text;
  await page.until(`${said}.endsWith(${JSON.stringify(first)})`);
  for (const key of ["+", "+", "-", "0"]) {
    await press(page, key);
    await page.evaluate(frames);
    assert.ok((await page.evaluate(said)).endsWith(first), `${key} keeps the row`);
  }
  const lines = "[...document.querySelectorAll('.u-cursor-x')].map(({ style }) => style.transform)";
  assert.equal(new Set(await page.evaluate(lines)).size, 1, "both plots show where");

  // An alert of the list is shown with what is around it.
  await page.evaluate("document.querySelector('.elb-alerts button').click()");
  await page.evaluate(frames);
  await page.until(`${said}.endsWith(${JSON.stringify(first)})`);

  // The pointer shows what is under it.
  const { x, y } = await page.evaluate(`(() => {
    const { x, y, width, height } = document.querySelector(".u-over").getBoundingClientRect();
    return { x: x + width / 2, y: y + height / 2 };
  })()`);
  await page.send("Input.dispatchMouseEvent", { type: "mouseMoved", x: x + 90, y });
  await page.until(
    `!${said}.endsWith(${
      JSON.stringify(first)
    }) && / UTC, value .*, usual .*, level /.test(${said})`,
  );
  assert.deepEqual(page.faults, []);
});

Deno.test(
  "explore() goes from ring to ring of the setting that is chosen",
  { ignore },
  async () => {
    const errors = weekResults.map((_, row) => row === 100 || row === 101 || row === 900 ? 9 : 0);
    await using page = await Page.open();
    const path = await Deno.makeTempFile({ suffix: ".html" });
    await saveChart(explore(weeks, { scores: errors, percentile: 99 }), path);
    await page.go(pathToFileURL(path).href);
    await Deno.remove(path);
    await page.until("document.querySelector('.elb-explore').dataset.state === 'live'");
    const at = async (key: string) => {
      await press(page, key);
      await page.evaluate(frames);
      return (await page.evaluate(said)).slice(0, 16);
    };
    const times = frameTimestamps(weeks);
    const time = (row: number) =>
      new Date(times[row]!).toISOString().slice(0, 16).replace("T", " ");
    assert.equal(await at("n"), time(100));
    assert.equal(await at("n"), time(900), "the row after a flagged one is the same alarm");
    assert.equal(await at("n"), time(900), "there is none after the last");
    assert.equal(await at("p"), time(100));
  },
);

Deno.test("explore() fits a phone, and is its static chart on paper", { ignore }, async () => {
  await using page = await Page.open();
  await page.resize({ width: 360, height: 740, mobile: true });
  await open(page);
  assert.ok(await page.evaluate("document.documentElement.scrollWidth") <= 360);
  await page.send("Emulation.setEmulatedMedia", { media: "print" });
  const shown = (name: string) =>
    page.evaluate(`document.querySelector(".elb-${name}").getBoundingClientRect().height`);
  assert.ok(await shown("static") > 50);
  assert.equal(await shown("live"), 0);
  assert.deepEqual(page.faults, []);
});

Deno.test("explore() without scripts is its static chart", { ignore }, async () => {
  await using page = await Page.open();
  await page.send("Emulation.setScriptExecutionDisabled", { value: true });
  const path = await Deno.makeTempFile({ suffix: ".html" });
  await saveChart(explore(weeks, { scores: weekResults }), path);
  await page.go(pathToFileURL(path).href);
  await Deno.remove(path);
  const { root } = await page.send("DOM.getDocument");
  const find = (selector: string) =>
    page.send("DOM.querySelector", { nodeId: root.nodeId, selector });
  assert.notEqual((await find(".elb-static")).nodeId, 0);
  assert.equal((await find("button, input, canvas")).nodeId, 0);
});

Deno.test(
  "explore() of a year draws what a screen can show, not every row",
  { ignore },
  async () => {
    const rows = 365 * 288;
    const timestamps = Float64Array.from({ length: rows }, (_, i) => 1.7e12 + i * 300_000);
    const values = timestamps.map((_, i) => 500 + 300 * Math.sin(i / 45) + i * 7919 % 97);
    const scores = timestamps.map((_, i) => i * 104_729 % 9973);
    const usual = values.map((value) => value + 5);
    const alerts = [{ ...weekResults.find(({ alert }) => alert?.state === "firing")!.alert! }]
      .map((alert) => ({ ...alert, time: timestamps[70_000]!, since: timestamps[70_000]! }));
    await using page = await Page.open();
    const path = await Deno.makeTempFile({ suffix: ".html" });
    await saveChart(explore({ timestamps, values }, { scores, usual, alerts }), path);
    await page.go(pathToFileURL(path).href);
    await Deno.remove(path);
    await page.until("document.querySelector('.elb-explore').dataset.state === 'live'");
    await page.evaluate(`(() => {
    globalThis.drawn = 0;
    const count = (type, names) => {
      for (const name of names) {
        const original = type.prototype[name];
        type.prototype[name] = function (...args) {
          drawn++;
          return original.apply(this, args);
        };
      }
    };
    const path = ["lineTo", "rect", "arc", "bezierCurveTo"];
    count(Path2D, path);
    count(CanvasRenderingContext2D, [...path, "fillRect"]);
    globalThis.frame = () => new Promise((done) =>
      requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done)))
    );
  })()`);
    const width = await page.evaluate("document.querySelector('canvas').width");
    const zoom = async (act: string) => {
      await page.evaluate(
        `drawn = 0, document.querySelector("[data-act=${act}]").click(), frame()`,
      );
      return await page.evaluate("drawn");
    };
    // Three lines, with an upright stroke for each column of pixels; axes, grid and marks are few.
    const spans = ["in", "in", "out", "out", "all", "right"];
    for (const act of spans) {
      const drawn = await zoom(act);
      assert.ok(drawn > width && drawn < 3 * width + 200, `${act}: ${drawn} on ${width} pixels`);
    }
    // Close up every row is a point of a line: at most two a pixel, for four lines and their areas.
    for (let i = 0; i < 8; i++) {
      const drawn = await zoom("in");
      assert.ok(drawn < 2 * 4 * width + 200, `in: ${drawn} on ${width} pixels`);
    }
    assert.deepEqual(page.faults, []);
  },
);
