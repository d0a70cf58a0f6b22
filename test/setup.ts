import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';

declare const BACKEND: string;

beforeAll(async () => {
  if (BACKEND === 'tensorflow') await import('@tensorflow/tfjs-node');
  if (!(await tf.setBackend(BACKEND))) throw new Error(`the backend '${BACKEND}' could not be started`);
});

// Whatever a test makes and does not dispose fails it: a test says what it keeps by disposing it.
let before: number;
beforeEach(() => {
  before = tf.memory().numTensors;
});
afterEach(() => {
  expect(tf.memory().numTensors - before).toBe(0);
});
