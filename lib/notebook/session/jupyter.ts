/** Whether this program is a notebook's kernel. */

/** The kernel's interface, or undefined where there is no kernel. */
export function findKernel(): typeof Deno.jupyter | undefined {
  try {
    return Deno.jupyter;
  } catch {
    return undefined; // the getter throws where there is no kernel
  }
}
