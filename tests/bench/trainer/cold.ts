/** The whole pipeline once, in a fresh process; prints how long it took after start-up. */
import { pipeline } from "./kernel.ts";

const start = performance.now();
await pipeline();
console.log(JSON.stringify({ milliseconds: performance.now() - start }));
