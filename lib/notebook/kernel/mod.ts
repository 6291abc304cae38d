/**
 * What other folders need of this room.
 *
 * @module
 */
export { ignoresHangup, watchAncestors } from "./ancestors.ts";
export { adoptOrphans, killDescendants } from "./descendants.ts";
export { kernelsFolder, KERNELSPEC, writeKernelspec } from "./kernelspec.ts";
export { signalChild } from "./signals.ts";
