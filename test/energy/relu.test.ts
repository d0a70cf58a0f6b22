import * as tf from '@tensorflow/tfjs';
import {relu} from '../../src/energy/relu.js';
import {keyFromSeed} from '../../src/random/Key.js';
import * as uniformNumbers from '../../src/random/uniform.js';
import {sigmoid, softmax, softplus, sum} from '../exact/arithmetic.js';
import {logProduct} from '../exact/exactLayer.js';
import {expectMeans, toRows} from '../monteCarlo.js';
import {read} from '../read.js';

/** From -20 to 200: inputs at which no copy is on, some are, and many. */
const INPUTS = [
  ...Array.from({length: 161}, (_, place) => -20 + place / 4),
  ...Array.from({length: 60}, (_, place) => 21.3 + 3.03 * place),
];

/** The binary copies, with biases shifted by -1/2, -3/2 and so on until none can be on. */
const SHIFTS = Array.from({length: 300}, (_, copy) => -copy - 0.5);

const own = (): {bias: tf.Tensor1D} => ({bias: tf.tensor1d([0])});

/** The exact probability of each count, from 0 to 259. */
function distribution(x: number): {states: number[][]; probabilities: number[]} {
  const states = Array.from({length: 260}, (_, count) => [count]);
  const logs = states.map(([count]) => count! * x - count! ** 2 / 2 - logProduct(count!));
  return {states, probabilities: softmax(logs)};
}

function column(values: readonly number[]): tf.Tensor2D {
  return tf.tensor2d([...values], [values.length, 1]);
}

describe('rectified linear units', () => {
  it('have the log-partition of their binary copies, and of their counts', () => {
    const values = read(tf.tidy(() => relu.logNormalizer(column(INPUTS), own())));
    INPUTS.forEach((x, place) => {
      const exact = sum(SHIFTS, (shift) => softplus(x + shift));
      expect(Math.abs(values[place]! - exact)).toBeLessThan(1e-6 + 4e-7 * exact);
    });
    [-5, -0.5, 0, 0.5, 3, 12].forEach((x) => {
      const counted = Math.log(
        sum(Array.from({length: 60}), (_, count) => Math.exp(count * x - count ** 2 / 2 - logProduct(count))),
      );
      expect(counted).toBeCloseTo(
        sum(SHIFTS, (shift) => softplus(x + shift)),
        9,
      );
    });
  });

  it('have the mean of their binary copies', () => {
    const values = read(tf.tidy(() => relu.mean(column(INPUTS))));
    INPUTS.forEach((x, place) => {
      const exact = sum(SHIFTS, (shift) => sigmoid(x + shift));
      // Relative where it is small: a unit that is hardly ever on has a gradient all the same.
      expect(Math.abs(values[place]! - exact)).toBeLessThan(1e-6 * exact);
    });
  });

  it('have about the mean and variance that Nair & Hinton name: at most 0.0106 and 0.0042 off', () => {
    const offs = INPUTS.map((x) => {
      const on = SHIFTS.map((shift) => sigmoid(x + shift));
      return {
        mean: Math.abs(sum(on, (p) => p) - softplus(x)),
        variance: Math.abs(sum(on, (p) => p * (1 - p)) - sigmoid(x)),
      };
    });
    expect(Math.max(...offs.map(({mean}) => mean))).toBeLessThan(0.0106);
    expect(Math.max(...offs.map(({variance}) => variance))).toBeLessThan(0.0042);
  });

  it.each([-12, -3, -0.4, 0, 0.8, 2.5, 6.9, 7.2, 31.4, 200.3])(
    'are drawn from their exact distribution at input %d, with its mean and variance',
    (x) => {
      const copies = 20_000;
      const input = tf.fill<tf.Rank.R2>([copies, 1], x);
      const states = tf.tidy(() => relu.sample({input, mean: input}, keyFromSeed(3), own()));
      input.dispose();
      const {states: counts, probabilities} = distribution(x);
      const center = Math.round(x);
      expectMeans(toRows(read(states), 1), {states: counts, probabilities}, ([count]) => [
        count!,
        (count! - x) ** 2,
        // How often each count comes, near the middle.
        ...[-2, -1, 0, 1, 2].map((offset) => (count === center + offset ? 1 : 0)),
      ]);
    },
  );

  it('give no state that is out of the question, whatever the random number', () => {
    const largest = 1 - 2 ** -24;
    const inputs = INPUTS.filter((_, place) => place % 3 === 0);
    for (const draw of [0, largest]) {
      const noise = jest
        .spyOn(uniformNumbers, 'uniform')
        .mockImplementation((_, {rows}) => new Float32Array(rows).fill(draw));
      const states = read(
        tf.tidy(() => relu.sample({input: column(inputs), mean: column(inputs)}, keyFromSeed(1), own())),
      );
      noise.mockRestore();
      states.forEach((state, place) => {
        const {probabilities} = distribution(inputs[place]!);
        const beyond = draw === 0 ? probabilities.slice(0, state + 1) : probabilities.slice(state);
        expect(sum(beyond, (probability) => probability)).toBeGreaterThan(1e-10);
      });
    }
  });

  it('stay finite far out, and are exactly 0 or about their input there', () => {
    const input = column([-1e6, -1000, 1000, 1e4]);
    const means = read(tf.tidy(() => relu.mean(input)));
    expect(means).toEqual([0, 0, 1000, 1e4]);
    const states = read(tf.tidy(() => relu.sample({input, mean: input}, keyFromSeed(1), own())));
    expect(states.slice(0, 2)).toEqual([0, 0]);
    expect(Math.abs(states[2]! - 1000)).toBeLessThan(6);
    expect(Math.abs(states[3]! - 1e4)).toBeLessThan(6);
    const partitions = read(tf.tidy(() => relu.logNormalizer(input, own())));
    expect(partitions.slice(0, 2)).toEqual([0, 0]);
    expect(partitions[2]! / 500_000).toBeCloseTo(1, 5);
    const energies = read(tf.tidy(() => relu.energy(column([0, 1000, 1e4]), own())));
    expect(energies[0]).toBeCloseTo(0, 6);
    expect(energies[1]! / 500_000).toBeCloseTo(1, 5);
    expect(energies.every(Number.isFinite)).toBe(true);
    input.dispose();
  });

  it('have an energy that goes on between the counts, for data that are no counts', () => {
    const values = read(
      tf.tidy(() => relu.energy(column([0, 0.5, 1, 1.5, 2, 3, 9]), {bias: tf.tensor1d([0.7])})),
    );
    // The q-Gamma function: log (q; q)_n = log (q; q)_infinity - log (q^(n + 1); q)_infinity, with 400 factors each.
    const infinite = (first: number): number =>
      sum(Array.from({length: 400}), (_, k) => Math.log1p(-Math.exp(-first - k)));
    [0, 0.5, 1, 1.5, 2, 3, 9].forEach((n, place) => {
      const exact = n ** 2 / 2 - 0.7 * n + infinite(1) - infinite(n + 1);
      expect(Math.abs(values[place]! - exact)).toBeLessThan(3e-6 * (1 + Math.abs(exact)));
    });
  });

  it('start at the input whose mean is that of the data, but for the approximation of the mean', () => {
    const [bias] = relu.biasFromData({
      sums: Float64Array.of(240),
      squares: Float64Array.of(0),
      rows: 100,
    });
    expect(softplus(bias!)).toBeCloseTo(2.4, 5);
    const [silent] = relu.biasFromData({sums: Float64Array.of(0), squares: Float64Array.of(0), rows: 100});
    expect(softplus(silent!)).toBeCloseTo(1 / 101, 6);
  });
});
