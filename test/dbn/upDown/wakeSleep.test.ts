import * as tf from '@tensorflow/tfjs';
import {visibleUnits, type UnitsArgs} from '../../../src/energy/Units.js';
import {deltaRule, sleepStates, wakeStates, type DirectedPair} from '../../../src/dbn/upDown/wakeSleep.js';
import {keyFromSeed} from '../../../src/random/Key.js';
import {moments, sigmoid} from '../../exact/arithmetic.js';
import {binaryStates, chance, inputs} from '../../exact/exactStack.js';
import {expectMeans, toRows, type Distribution} from '../../monteCarlo.js';
import {read} from '../../read.js';

const KEY = keyFromSeed(1);
const ROWS = 4000;
const units = (args: UnitsArgs): ReturnType<typeof visibleUnits> => visibleUnits(args, 'units');
const draw = (shape: number[], seed: number): tf.Tensor => tf.randomNormal(shape, 0, 1, 'float32', seed);

describe('the delta rule', () => {
  const logOf = {
    bernoulli: (target: tf.Tensor, input: tf.Tensor) => tf.sub(tf.mul(target, input), tf.softplus(input)),
    gaussian: (target: tf.Tensor, input: tf.Tensor) => tf.div(tf.square(tf.sub(target, input)), -2),
    softmax: (target: tf.Tensor, input: tf.Tensor) =>
      tf.mul(target, tf.sub(input, tf.logSumExp(input, 1, true))),
  };
  const targets = {
    bernoulli: [
      [1, 0, 0.5],
      [0, 0, 1],
    ],
    gaussian: [
      [0.3, -1.2, 2],
      [1, 0, -0.4],
    ],
    softmax: [
      [0, 1, 0],
      [1, 0, 0],
    ],
  };

  it.each(['bernoulli', 'gaussian', 'softmax'] as const)(
    'is the gradient of the mean log-probability of %s units',
    (type) => {
      const [given, weights, bias] = [draw([2, 4], 1), draw([4, 3], 2), draw([3], 3)];
      const target = tf.tensor2d(targets[type]);
      const {kind} = units({units: 3, type});
      const logLikelihood = (w: tf.Tensor, b: tf.Tensor): tf.Scalar => {
        const input = tf.add(tf.matMul(given as tf.Tensor2D, w as tf.Tensor2D), b);
        return tf.div(tf.sum(logOf[type](target, input)), 2);
      };
      const expected = tf.grads(logLikelihood)([weights, bias]);
      const rule = tf.tidy(() =>
        deltaRule(given as tf.Tensor2D, {
          target,
          kind,
          weights: weights as tf.Tensor2D,
          bias: bias as tf.Tensor1D,
        }),
      );
      const [ours, theirs] = [
        [rule.weights, rule.bias].flatMap(read),
        expected.flatMap((gradient) => read(gradient)),
      ];
      expect(ours).toHaveLength(15);
      ours.forEach((value, place) => expect(value).toBeCloseTo(theirs[place]!, 5));
      tf.dispose([given, weights, bias, target, rule.error]);
    },
  );
});

/** Expects the mean over all rows of what each row learns from its states to be that of the distribution. */
function expectMean(
  learned: readonly number[],
  {states, probabilities}: Distribution,
  gradient: (state: readonly number[]) => number[],
): void {
  const ofPower = (power: number): number[] =>
    gradient(states[0]!).map((_, k) =>
      states.reduce((sum, state, place) => sum + probabilities[place]! * gradient(state)[k]! ** power, 0),
    );
  const [mean, squares] = [ofPower(1), ofPower(2)];
  expect(learned).toHaveLength(mean.length);
  learned.forEach((value, k) => {
    const bound = 5 * Math.sqrt(Math.max(0, squares[k]! - mean[k]! ** 2) / ROWS) + 1e-6;
    expect(Math.abs(value - mean[k]!)).toBeLessThan(bound);
  });
}

/** A stack of 3-2-2 units under its top machine, with ways up and down that have nothing to do with each other. */
function newPairs(visible: UnitsArgs = 3): DirectedPair[] {
  return [
    {
      below: units(visible),
      above: units(2),
      weights: draw([3, 2], 1) as tf.Tensor2D,
      hiddenBias: draw([2], 2) as tf.Tensor1D,
      generativeWeights: draw([2, 3], 3) as tf.Tensor2D,
      generativeBias: draw([3], 4) as tf.Tensor1D,
    },
    {
      below: units(2),
      above: units(2),
      weights: draw([2, 2], 5) as tf.Tensor2D,
      hiddenBias: draw([2], 6) as tf.Tensor1D,
      generativeWeights: draw([2, 2], 7) as tf.Tensor2D,
      generativeBias: draw([2], 8) as tf.Tensor1D,
    },
  ];
}

/** The same as plain numbers. */
function plain(pairs: DirectedPair[]) {
  return pairs.map(({weights, hiddenBias, generativeWeights, generativeBias}) => ({
    up: {weights: weights.arraySync(), bias: hiddenBias.arraySync()},
    down: {weights: generativeWeights.arraySync(), bias: generativeBias.arraySync()},
  }));
}

function freePairs(pairs: DirectedPair[]): void {
  for (const {weights, hiddenBias, generativeWeights, generativeBias} of pairs) {
    tf.dispose([weights, hiddenBias, generativeWeights, generativeBias]);
  }
}

/** Rows of several layers side by side. */
function sideBySide(layers: tf.Tensor2D[]): number[][] {
  return toRows(
    read(tf.concat(layers, 1)),
    layers.reduce((sum, {shape}) => sum + shape[1], 0),
  );
}

function repeated(state: number[]): tf.Tensor2D {
  return tf.tidy(() => tf.tile(tf.tensor2d([state]), [ROWS, 1]));
}

describe('the wake phase', () => {
  const data = [1, 0.25, 0];
  let pairs: DirectedPair[];
  beforeEach(() => {
    pairs = newPairs();
  });
  afterEach(() => freePairs(pairs));

  /** q(h1, h2 | data), by the ways up. */
  const posterior = (): Distribution => {
    const [lower, upper] = plain(pairs);
    const states = binaryStates(4);
    return {
      states,
      probabilities: states.map(
        (h) =>
          chance(h.slice(0, 2), inputs(data, lower!.up.weights, lower!.up.bias)) *
          chance(h.slice(2), inputs(h.slice(0, 2), upper!.up.weights, upper!.up.bias)),
      ),
    };
  };

  it('draws the states of every layer from their exact distribution', () => {
    const x = repeated(data);
    const rows = tf.tidy(() => sideBySide(wakeStates(pairs, x, KEY).slice(1)));
    expectMeans(rows, posterior(), moments);
    x.dispose();
  });

  it('teaches the ways down the expected gradient of log p(below | above)', () => {
    const [lower, upper] = plain(pairs);
    // Each row's gradient: s_above (s_below - p_below), and s_below - p_below.
    const gradient = (h: readonly number[]): number[] => {
      const [first, second] = [h.slice(0, 2), h.slice(2)];
      const off = [
        inputs(first, lower!.down.weights, lower!.down.bias).map((input, i) => data[i]! - sigmoid(input)),
        inputs(second, upper!.down.weights, upper!.down.bias).map((input, i) => first[i]! - sigmoid(input)),
      ];
      return [
        ...first.flatMap((state) => off[0]!.map((error) => state * error)),
        ...off[0]!,
        ...second.flatMap((state) => off[1]!.map((error) => state * error)),
        ...off[1]!,
      ];
    };
    const x = repeated(data);
    const learned = tf.tidy(() => {
      const wake = wakeStates(pairs, x, KEY);
      return pairs.flatMap(({below, generativeWeights: weights, generativeBias: bias}, layer) => {
        const rule = deltaRule(wake[layer + 1]!, {target: wake[layer]!, kind: below.kind, weights, bias});
        return [...rule.weights.dataSync(), ...rule.bias.dataSync()];
      });
    });
    expectMean(learned, posterior(), gradient);
    x.dispose();
  });
});

describe('the sleep phase', () => {
  it('draws the states down from their exact distribution, with means of the data in [0, 1]', () => {
    const pairs = newPairs();
    const [lower, upper] = plain(pairs);
    const top = repeated([1, 0]);
    const [visible, middle, given] = tf.tidy(() => sleepStates(pairs, top, KEY));
    const states = binaryStates(2);
    const chances = states.map((h) => chance(h, inputs([1, 0], upper!.down.weights, upper!.down.bias)));
    const rows = toRows(middle!.dataSync(), 2);
    expectMeans(rows, {states, probabilities: chances}, moments);
    toRows(visible!.dataSync(), 3).forEach((means, row) =>
      inputs(rows[row]!, lower!.down.weights, lower!.down.bias).forEach((input, i) =>
        expect(means[i]).toBeCloseTo(sigmoid(input), 5),
      ),
    );
    expect(given).toBe(top);
    tf.dispose([visible!, middle!, top]);
    freePairs(pairs);
  });

  it('teaches the ways up the expected gradient of log q(above | below)', () => {
    const pairs = newPairs();
    const [lower, upper] = plain(pairs);
    const top = repeated([1, 0]);
    const states = binaryStates(2);
    const distribution = {
      states,
      probabilities: states.map((h) => chance(h, inputs([1, 0], upper!.down.weights, upper!.down.bias))),
    };
    // Each row's gradient: s_below (s_above - p_above), and s_above - p_above.
    const gradient = (h: readonly number[]): number[] => {
      const v = inputs(h, lower!.down.weights, lower!.down.bias).map(sigmoid);
      const off = [
        inputs(v, lower!.up.weights, lower!.up.bias).map((input, i) => h[i]! - sigmoid(input)),
        inputs(h, upper!.up.weights, upper!.up.bias).map((input, i) => [1, 0][i]! - sigmoid(input)),
      ];
      return [
        ...v.flatMap((state) => off[0]!.map((error) => state * error)),
        ...off[0]!,
        ...h.flatMap((state) => off[1]!.map((error) => state * error)),
        ...off[1]!,
      ];
    };
    const learned = tf.tidy(() => {
      const sleep = sleepStates(pairs, top, KEY);
      return pairs.flatMap(({above, weights, hiddenBias: bias}, layer) => {
        const rule = deltaRule(sleep[layer]!, {target: sleep[layer + 1]!, kind: above.kind, weights, bias});
        return [...rule.weights.dataSync(), ...rule.bias.dataSync()];
      });
    });
    expectMean(learned, distribution, gradient);
    top.dispose();
    freePairs(pairs);
  });

  it('draws real-valued data with their variance', () => {
    const pairs = newPairs({units: 3, type: 'gaussian'});
    const [lower] = plain(pairs);
    const top = repeated([1, 0]);
    const [visible] = tf.tidy(() => sleepStates(pairs.slice(0, 1), top, KEY).slice(0, 1));
    const means = inputs([1, 0], lower!.down.weights, lower!.down.bias);
    const rows = toRows(read(visible!), 3);
    means.forEach((mean, i) => {
      const off = rows.map((row) => row[i]! - mean);
      expect(Math.abs(off.reduce((sum, value) => sum + value, 0) / ROWS)).toBeLessThan(5 / Math.sqrt(ROWS));
      const variance = off.reduce((sum, value) => sum + value ** 2, 0) / ROWS;
      expect(Math.abs(variance - 1)).toBeLessThan(5 * Math.sqrt(2 / ROWS));
    });
    top.dispose();
    freePairs(pairs);
  });
});
