/** What runs in the kernel to end it when its guard is gone: SIGKILL cannot be caught. */

/**
 * TypeScript that starts the watcher, of the kernel's parent, in a Worker, which runs on when a
 * cell does not yield.
 */
export function watchSource(guard: number): string {
  const worker = `(${watchOver})(${guard});`;
  return `new Worker("data:text/javascript," + ${JSON.stringify(encodeURIComponent(worker))}, ` +
    `{ type: "module" });`;
}

/** Looks at the parent four times a second. Sent to the kernel as source text. */
function watchOver(guard: number): void {
  setInterval(() => {
    if (Deno.ppid === guard) return;
    // The kernel leads its process group, so this ends what its cells started as well.
    Deno.kill(Deno.build.os === "windows" ? Deno.pid : -Deno.pid, "SIGKILL");
  }, 250);
}
