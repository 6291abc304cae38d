/**
 * A program for Node.js: opens notebooks in JupyterLab or Notebook 7 with Chromium and does what a
 * person does. Prints one JSON object a scenario; `jupyter_test.ts` says what has to be in it.
 *
 * Arguments: folder of playwright-core, path of Chromium, address of the server, folder for
 * screenshots, then the scenarios' names.
 */
import { createRequire } from "node:module";

const [playwright, executablePath, address, pictures, ...names] = process.argv.slice(2);
const { chromium } = createRequire(import.meta.url)(playwright);
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });

const isLab = () => !address.includes("notebook7");
const place = (file) => {
  const [base, query] = address.replace("#notebook7", "").split("?");
  return `${base}${isLab() ? "lab/tree/" : "notebooks/"}${file}?${query}${isLab() ? "&reset" : ""}`;
};

/** A page with a notebook whose kernel is idle. */
async function open(file) {
  const page = await context.newPage();
  await page.goto(place(file));
  await page.waitForFunction(
    () => globalThis.jupyterapp?.shell?.currentWidget?.content?.widgets,
    null,
    {
      timeout: 60_000,
    },
  );
  await page.evaluate(() => globalThis.jupyterapp.shell.currentWidget.context.ready);
  return page;
}

/** Waits until the kernel runs nothing and no cell waits. */
async function untilIdle(page, timeout = 120_000) {
  await page.waitForFunction(
    () => {
      const { sessionContext } = globalThis.jupyterapp.shell.currentWidget.context;
      const waits = [...document.querySelectorAll(".jp-InputPrompt")]
        .some((prompt) => prompt.textContent.includes("*"));
      return sessionContext.session?.kernel?.status === "idle" && !waits;
    },
    null,
    { timeout },
  );
}

const run = (page, command, options = {}) =>
  page.evaluate(([command, options]) => {
    globalThis.jupyterapp.commands.execute(command, options); // not awaited: it may wait for a dialog
  }, [command, options]);

/** Code cells as the notebook's model has them: execution count and outputs. */
const cells = (page) =>
  page.evaluate(() =>
    globalThis.jupyterapp.shell.currentWidget.content.model.toJSON().cells
      .filter((cell) => cell.cell_type === "code")
      .map(({ execution_count, outputs }) => ({
        count: execution_count,
        text: outputs.map((output) =>
          [output.text ?? output.data?.["text/plain"] ?? ""].flat().join("")
        )
          .join(""),
        errors: outputs.filter((output) => output.output_type === "error")
          .map(({ traceback }) => traceback.join("\n")),
      }))
  );

const runAll = async (page) => {
  await run(page, "notebook:run-all-cells");
  await page.waitForTimeout(300);
  await untilIdle(page);
};

const save = async (page) => {
  await page.evaluate(() => globalThis.jupyterapp.shell.currentWidget.context.save());
};

/** Runs the cell at a position, as a click into it and Shift-Enter does. */
async function runCell(page, index) {
  await page.evaluate((index) => {
    const { content } = globalThis.jupyterapp.shell.currentWidget;
    content.deselectAll();
    content.activeCellIndex = index;
  }, index);
  await run(page, "notebook:run-cell");
  await page.waitForTimeout(300);
  await untilIdle(page);
}

/** Pictures of the notebook that are there and have been drawn, scrolled through. */
async function drawnPictures(page) {
  const count = await page.evaluate(() =>
    globalThis.jupyterapp.shell.currentWidget.content.widgets.length
  );
  for (let index = 0; index < count; index++) {
    await page.evaluate(async (index) => {
      const { content } = globalThis.jupyterapp.shell.currentWidget;
      await content.scrollToItem(index);
    }, index);
    await page.waitForTimeout(60);
  }
  await page.waitForTimeout(500);
  return await page.evaluate(() => {
    const area = document.querySelector(".jp-Notebook, .jp-WindowedPanel-outer");
    const right = area.getBoundingClientRect().right;
    return [...document.querySelectorAll(".jp-OutputArea-output img, .jp-OutputArea-output svg")]
      .map((image) => ({
        isDrawn: image.tagName !== "IMG" || image.naturalWidth > 0,
        isWhole: image.getBoundingClientRect().right <= right + 1,
        alt: image.alt ?? "",
      }));
  });
}

const scenarios = {
  async untrusted() {
    const page = await open("notebooks/train.ipynb");
    const pictures_ = await drawnPictures(page);
    await picture(page, "untrusted");
    return { pictures: pictures_ };
  },
  async run_all_twice() {
    const page = await open("notebooks/train.ipynb");
    await untilIdle(page);
    const bars = new Set();
    const timer = setInterval(async () => {
      const texts = await page.evaluate(() =>
        [...document.querySelectorAll("progress")].map((bar) => bar.parentElement.textContent)
      ).catch(() => []);
      for (const text of texts) bars.add(text);
    }, 100);
    await runAll(page);
    clearInterval(timer);
    await save(page);
    const first = await cells(page);
    await runAll(page);
    const trusted = await drawnPictures(page);
    await picture(page, "run_all");
    return { bars: [...bars], first, second: await cells(page), pictures: trusted };
  },
  async stop() {
    const page = await open("notebooks/play.ipynb");
    await untilIdle(page);
    await run(page, "notebook:run-all-cells");
    await page.waitForFunction(
      () => [...document.querySelectorAll("progress")].some((bar) => Number(bar.value) > 5),
      null,
      {
        timeout: 40_000,
      },
    );
    await run(page, "notebook:interrupt-kernel");
    await page.waitForTimeout(500);
    await untilIdle(page);
    const stopped = await cells(page);
    await picture(page, "stop");
    await runCell(page, 2);
    const after = await cells(page);
    const old = Number(/(\d+) of/.exec(stopped[1].text)?.[1]);
    await run(page, "notebook:restart-run-all");
    await page.locator(".jp-Dialog .jp-mod-accept").click();
    await page.waitForFunction(
      (old) =>
        [...document.querySelectorAll("progress")]
          .some(({ value }) => Number(value) > 5 && Number(value) !== old),
      old,
      { timeout: 60_000 },
    );
    await run(page, "notebook:interrupt-kernel");
    await page.waitForTimeout(500);
    await untilIdle(page);
    return { stopped, after, restarted: await cells(page) };
  },
  async errors() {
    const page = await open("notebooks/errors.ipynb");
    await untilIdle(page);
    const count = (await cells(page)).length;
    for (let index = 0; index < count; index++) await runCell(page, index);
    await picture(page, "errors");
    return {
      cells: await cells(page),
      seen: await page.evaluate(() => document.querySelector(".jp-Notebook").innerText),
    };
  },
  async two() {
    const pages = [await open("notebooks/one.ipynb"), await open("notebooks/two.ipynb")];
    for (const page of pages) await untilIdle(page);
    await Promise.all(pages.map(runAll));
    return { one: await cells(pages[0]), two: await cells(pages[1]) };
  },
  async live() {
    const page = await open("notebooks/live.ipynb");
    await untilIdle(page);
    await runAll(page);
    const active = () =>
      page.evaluate(() => globalThis.jupyterapp.shell.currentWidget.content.activeCellIndex);
    const view = page.locator(".elb-live");
    const rings = () => view.locator(".elb-rings").innerText();
    await view.locator(".elb-slider").click({ position: { x: 2, y: 8 } });
    const before = [await rings(), await active()];
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowRight");
    const after = [await rings(), await active()];
    await view.locator('[data-act="in"]').press("Enter");
    await view.locator(".elb-plots").focus();
    for (const key of ["End", "ArrowLeft", "x", "d", "d"]) await page.keyboard.press(key);
    await page.waitForTimeout(300);
    return {
      before,
      after,
      said: await view.locator(".elb-said").innerText(),
      left: (await cells(page)).length,
      mode: await page.evaluate(() => globalThis.jupyterapp.shell.currentWidget.content.mode),
    };
  },
  async killed() {
    const page = await open("notebooks/killed.ipynb");
    await untilIdle(page);
    await run(page, "notebook:run-all-cells");
    await page.locator(".jp-Dialog").waitFor({ timeout: 60_000 });
    const dialog = await page.locator(".jp-Dialog").innerText();
    await picture(page, "killed");
    await page.locator(".jp-Dialog .jp-mod-accept").click();
    await untilIdle(page);
    await runCell(page, 1);
    return { dialog, cells: await cells(page) };
  },
};

async function picture(page, name) {
  await page.screenshot({ path: `${pictures}/${isLab() ? "lab" : "notebook7"}_${name}.png` });
}

try {
  for (const name of names) {
    const facts = await scenarios[name]().catch((error) => ({ error: String(error) }));
    console.log(JSON.stringify({ name, ...facts }));
    for (const page of context.pages()) await page.close();
  }
} finally {
  await browser.close();
}
