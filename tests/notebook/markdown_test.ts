import assert from "node:assert/strict";
import fc from "fast-check";
import { markdown, toBundle } from "elb-anomaly";

Deno.test("markdown() shows values as text, whatever signs they hold", async () => {
  const bundle = await toBundle(markdown`
    Column *${"<script>alert(1)</script>"}*, [${"a](javascript:x)"}]
  `);
  assert.deepEqual(bundle, {
    "text/markdown": "Column *\\<script\\>alert\\(1\\)\\</script\\>*, [a\\]\\(javascript:x\\)]",
    "text/plain": "Column *<script>alert(1)</script>*, [a](javascript:x)]",
  });
});

Deno.test("markdown() leaves no value with a sign that is not escaped, nor a line break", () =>
  fc.assert(
    fc.asyncProperty(fc.string({ unit: "binary" }), async (value) => {
      const { "text/markdown": text } = await toBundle(markdown`(${value})`);
      const inner = (text as string).slice(1, -1);
      assert.doesNotMatch(inner.replaceAll(/\\[^A-Za-z0-9\s]/g, ""), /[<>`*_[\]|&\n]/);
    }),
    { seed: 1, numRuns: 200 },
  ));
