/** The activations that every trainer and scorer here knows. */

/** What a dense layer does to its weighted sums. */
export type Activation = "linear" | "relu" | "sigmoid" | "tanh";

/** Every {@linkcode Activation}. */
export const ACTIVATIONS: readonly Activation[] = ["linear", "relu", "sigmoid", "tanh"];
