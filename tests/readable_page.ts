/** What holds for every page to share, where there is a browser to open it in. */
import assert from "node:assert/strict";
import { pathToFileURL } from "node:url";
import { axeSource, seriousFindings } from "./axe.ts";
import { chromium, Page } from "./browser.ts";
import { cutOnPaper } from "./paper.ts";

/** Opens a page: no fault, nothing cut on a phone or A4, all reasons seen, nothing from axe. */
export async function requireReadable(path: string): Promise<void> {
  if (chromium === undefined) return;
  await using page = await Page.open();
  await page.go(pathToFileURL(path).href);
  await page.until("document.querySelector('.elb-explore').dataset.state === 'live'");
  const axe = await axeSource();
  if (axe !== undefined) assert.deepEqual(await seriousFindings(page, axe), []);
  await page.resize({ width: 360, height: 740, mobile: true });
  assert.ok(await page.evaluate("document.documentElement.scrollWidth") <= 360);
  const isOut = "({ scrollWidth, clientWidth }) => scrollWidth > clientWidth";
  const hidden = `[...document.querySelectorAll(".wide")].filter(${isOut}).length`;
  assert.equal(await page.evaluate(hidden), 0, "tables whose reasons are out of sight");
  const tall = `[...document.querySelectorAll(".scroll:not(.wide) tbody tr")]
    .filter((row) => row.offsetHeight > 150).map(({ textContent }) => textContent)`;
  assert.deepEqual(await page.evaluate(tall), [], "rows of many lines for a column out of sight");
  assert.deepEqual(await cutOnPaper(page), []);
  assert.deepEqual(page.faults, []);
}
