/**
 * Tests on NAB's real file: registered everywhere, run where `data/` holds the file.
 */
export const realElb = new URL("../../data/elb_request_count_8c0756.csv", import.meta.url);

const isHere = await Deno.stat(realElb).then(() => true, () => false);
if (!isHere) {
  console.log(
    "Skipping tests on real data: data/elb_request_count_8c0756.csv is not here (see data/README.md)",
  );
}

export function testWithRealElb(name: string, fn: () => void | Promise<void>): void {
  Deno.test({ name: `${name} [needs the real file]`, ignore: !isHere, fn });
}
