/** What a page loses on paper, which neither scrolls nor grows. */
import type { Page } from "./browser.ts";

/** A4 is 794 CSS pixels wide; a browser leaves so many of them within its margins. */
const WIDTH = 718;

/** Boxes that stick out of a sheet of A4, or hide a part of what is in them; one line each. */
export async function cutOnPaper(page: Page): Promise<string[]> {
  await page.resize({ width: WIDTH, height: 1000 });
  await page.send("Emulation.setEmulatedMedia", { media: "print" });
  const found = await page.evaluate(`(() => {
    const found = [];
    for (const element of document.querySelectorAll("body *")) {
      const { right, width, height } = element.getBoundingClientRect();
      if (width === 0 || height === 0) continue;
      const hides = getComputedStyle(element).overflowX !== "visible" &&
        element.scrollWidth > element.clientWidth + 1;
      if (right <= ${WIDTH} + 1 && !hides) continue;
      const text = element.textContent.trim().slice(0, 60);
      found.push(\`\${element.localName}: \${Math.round(right)}, \${text}\`);
    }
    return found;
  })()`);
  await page.send("Emulation.setEmulatedMedia", { media: "" });
  return found;
}
