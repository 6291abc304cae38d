/**
 * elb-anomaly: learns what normal load-balancer traffic looks like, and marks what is not.
 *
 * The doors stand in the order in which data passes through them.
 *
 * @module
 */
export { Mt19937, streamSeed } from "./math/mod.ts";
export * from "./data/mod.ts";
export * from "./preprocessing/mod.ts";
export * from "./autoencoder/mod.ts";
export * from "./tuner/mod.ts";
export * from "./detect/mod.ts";
export * from "./evaluate/mod.ts";
export * from "./charts/mod.ts";
export * from "./notebook/mod.ts";
