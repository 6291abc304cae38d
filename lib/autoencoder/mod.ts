/**
 * The model, its training and its errors.
 *
 * @module
 */
export type { Activation } from "./activation.ts";
export { type AutoencoderOptions, createAutoencoder } from "./model.ts";
export type { Model, TrainableModel } from "./model.ts";
export type { Samples, WindowedSeries } from "./samples.ts";
export { fit, type FitOptions, type History } from "./fit.ts";
export type { EarlyStoppingOptions } from "./training/early_stopping.ts";
export { DivergenceError, type EpochProgress, type OnEpoch } from "./training/loop.ts";
export { reconstructionErrors, type ScoreOptions } from "./score.ts";
export { loadModel, type SavedModel, saveModel } from "./saved_model.ts";
