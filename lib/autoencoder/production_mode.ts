/**
 * Puts TensorFlow.js in production mode: otherwise its first operation prints a banner, which in a
 * notebook would land in the first cell's output. Imported for that effect by every file here that
 * uses TensorFlow.js.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";

tf.enableProdMode();
