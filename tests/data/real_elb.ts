/**
 * Tests on NAB's real file: registered everywhere, run where `data/` holds the file.
 */
export const realElb = new URL("../../data/elb_request_count_8c0756.csv", import.meta.url);

const isHere = await Deno.stat(realElb).then(() => true, () => false);
const condition = isHere
  ? "real file"
  : "skipped: data/elb_request_count_8c0756.csv is not here, see data/README.md";

/** Registers a test that needs the real file; without it the test's name says why it is skipped. */
export function testWithRealElb(name: string, fn: () => void | Promise<void>): void {
  Deno.test({ name: `${name} [${condition}]`, ignore: !isHere, fn });
}
