/**
 * What other folders need of this room.
 *
 * @module
 */
export { kernelsFolder, writeKernelspec } from "./kernelspec.ts";
