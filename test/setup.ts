import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';

declare const BACKEND: string;

// Long enough for a slow machine: no test measures time.
jest.setTimeout(120_000);

// Not a literal: the compiler would look for the package, which need not be there.
const NATIVE: string = '@tensorflow/tfjs-node';

beforeAll(async () => {
  if (BACKEND === 'tensorflow') await import(NATIVE);

  if (!(await tf.setBackend(BACKEND))) throw new Error(`the backend '${BACKEND}' could not be started`);
  // The first tensor of the cpu backend advertises tfjs-node.
  const warn = jest.spyOn(console, 'warn').mockImplementation();
  tf.tensor1d([0]).dispose();
  warn.mockRestore();
});

// Whatever a test makes and does not dispose fails it: a test says what it keeps by disposing it.
let before: number;
beforeEach(() => {
  before = tf.memory().numTensors;
});
afterEach(() => {
  expect(tf.memory().numTensors - before).toBe(0);
});
