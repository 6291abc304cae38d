/**
 * A program for Node.js: opens a page in Chromium, prints it to A4, and tells how its pictures lie.
 * Arguments: folder of playwright-core, path of Chromium, the page's file, where the PDF goes.
 */
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [playwright, executablePath, file, pdf] = process.argv.slice(2);
const { chromium } = createRequire(import.meta.url)(playwright);
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });

/** The pictures of the page, in a window of a width in pixels. */
async function look(width, media) {
  const page = await browser.newPage({ viewport: { width, height: 1000 } });
  await page.emulateMedia({ media });
  await page.goto(pathToFileURL(file).href);
  await page.waitForTimeout(500);
  const facts = await page.evaluate(() =>
    [...document.querySelectorAll(".jp-OutputArea-output img, .jp-OutputArea-output svg")]
      .map((image) => ({
        isDrawn: image.tagName !== "IMG" || image.naturalWidth > 0,
        isWhole: image.getBoundingClientRect().right <= innerWidth,
        alt: image.alt ?? "",
      }))
  );
  if (media === "print") await page.pdf({ path: pdf, format: "A4" });
  await page.close();
  return facts;
}

try {
  // A4 is 794 pixels wide, less its margins.
  const facts = {
    wide: await look(1280, "screen"),
    paper: await look(718, "print"),
    phone: await look(390, "screen"),
  };
  console.log(JSON.stringify(facts));
} finally {
  await browser.close();
}
