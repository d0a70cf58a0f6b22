import * as tf from '@tensorflow/tfjs';
import {RBM} from 'tfjs-dbn';
import {LOG_VARIANCES} from '../../src/energy/gaussian.js';
import {deriveKey, keyFromSeed} from '../../src/random/Key.js';
import {normal} from '../../src/random/normal.js';
import {uniform} from '../../src/random/uniform.js';
import {logSumExp} from '../exact/arithmetic.js';
import {mean} from '../statistics.js';

const SIDE = 5;
const PIXELS = SIDE * SIDE;
const ROWS = 400;

/** Standardised patches with an edge each, at any angle and place, of any contrast, and a little noise. */
function edges(): tf.Tensor2D {
  const key = keyFromSeed(5);
  const places = uniform(deriveKey(key, 0), {rows: ROWS, columns: 2});
  const contrasts = normal(deriveKey(key, 1), {rows: ROWS, columns: 1});
  const noise = normal(deriveKey(key, 2), {rows: ROWS, columns: PIXELS});
  const values = noise.map((draw, place) => {
    const [row, pixel] = [Math.floor(place / PIXELS), place % PIXELS];
    const angle = 2 * Math.PI * places[2 * row]!;
    const [x, y] = [(pixel % SIDE) - (SIDE - 1) / 2, Math.floor(pixel / SIDE) - (SIDE - 1) / 2];
    const distance = Math.cos(angle) * x + Math.sin(angle) * y - 4 * (places[2 * row + 1]! - 0.5);
    return contrasts[row]! * Math.tanh(1.5 * distance) + 0.2 * draw;
  });
  return tf.tidy(() => {
    const patches = tf.tensor2d(values, [ROWS, PIXELS]);
    const {mean, variance} = tf.moments(patches, 0);
    return tf.div(tf.sub(patches, mean), tf.sqrt(variance));
  });
}

/** The mean log-likelihood of some rows, with log Z summed over all hidden states and integrated over the visible ones. */
function logLikelihood(rbm: RBM, rows: tf.Tensor2D): number {
  const {weights, visibleBias, hiddenBias, logVariance} = rbm.machine.parameters;
  const [w, b, c] = [weights.arraySync(), visibleBias.dataSync(), hiddenBias.dataSync()];
  const variances = Array.from(logVariance?.dataSync() ?? new Array<number>(PIXELS).fill(0), Math.exp);
  const logs = Array.from({length: 2 ** rbm.numHidden}, (_, state) => {
    let log = 0;
    c.forEach((bias, j) => (log += ((state >> j) & 1) * bias));
    for (let i = 0; i < PIXELS; ++i) {
      let input = b[i]!;
      w[i]!.forEach((weight, j) => (input += ((state >> j) & 1) * weight));
      log += (input ** 2 - b[i]! ** 2) / (2 * variances[i]!) + 0.5 * Math.log(2 * Math.PI * variances[i]!);
    }
    return log;
  });
  return -mean(tf.tidy(() => rbm.freeEnergy(rows).dataSync())) - logSumExp(logs);
}

describe('learned variances', () => {
  it.each([
    ['wasm', 100],
    ['tensor', 20],
  ] as const)(
    'end within their bounds on patches of edges: the %s engine, %d epochs',
    async (engine, epochs) => {
      const patches = edges();
      const training = tf.slice(patches, 0, 320);
      const test = tf.slice(patches, 320);
      const rbm = new RBM({
        visible: {units: PIXELS, type: 'gaussian', variance: 'learned'},
        hidden: 6,
        seed: 1,
      });
      await rbm.fit(training, {epochs, verbose: 0, engine});
      // That of independent units which have the means and variances of all data, 0 and 1.
      const squares = tf.tidy(() => tf.sum(tf.square(test)).dataSync()[0]!) / test.shape[0];
      const independent = -(squares + PIXELS * Math.log(2 * Math.PI)) / 2;
      expect(logLikelihood(rbm, test)).toBeGreaterThan(independent);
      const values = Array.from(rbm.machine.parameters.logVariance!.dataSync());
      // What the hidden units tell of a pixel is no longer in its variance, which the data have as 1.
      expect(values.every((value) => value > LOG_VARIANCES.min && value < 0)).toBe(true);
      rbm.dispose();
      tf.dispose([patches, training, test]);
    },
  );
});
