/**
 * Keeps TensorFlow.js quiet. In production mode its first operation prints no banner, which in a
 * notebook would land in the first cell's output; without its WebGL backend it does not look for a
 * canvas, which in a worker prints a page of errors. Imported for that effect by every file here
 * that uses TensorFlow.js.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";

tf.enableProdMode();
if (tf.findBackendFactory("webgl") !== null) tf.removeBackend("webgl");
