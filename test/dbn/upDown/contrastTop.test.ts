import * as tf from '@tensorflow/tfjs';
import {contrastTop, type TopPair} from '../../../src/dbn/upDown/contrastTop.js';
import {visibleUnits, type UnitsArgs} from '../../../src/energy/Units.js';
import {withLabels} from '../../../src/energy/labels.js';
import {keyFromSeed} from '../../../src/random/Key.js';
import {sigmoid} from '../../exact/arithmetic.js';
import {binaryStates, chance, inputs, labelStates} from '../../exact/exactStack.js';
import {read} from '../../read.js';

const KEY = keyFromSeed(1);
const ROWS = 4000;
const units = (args: UnitsArgs): ReturnType<typeof visibleUnits> => visibleUnits(args, 'units');

function repeated(state: number[]): tf.Tensor2D {
  return tf.tidy(() => tf.tile(tf.tensor2d([state]), [ROWS, 1]));
}

describe('contrastive divergence in the top machine', () => {
  const b = [0.1, -0.2, 0.3, 0.5, -0.5];
  const c = [-0.4, 0.6];
  const w = [
    [0.5, -1],
    [1.5, 0.25],
    [-0.75, 2],
    [0.3, -0.6],
    [-1.1, 0.4],
  ];

  const newTop = (labels: number): TopPair => {
    const below = units(labels === 0 ? 5 : 3);
    return {
      below,
      numClasses: labels,
      visible: withLabels(below, labels),
      above: units(2),
      weights: tf.tensor2d(w),
      visibleBias: tf.tensor1d(b),
      hiddenBias: tf.tensor1d(c),
    };
  };

  /** The expected gradient of CD-k, and the distribution of the states at its end, by summing over every state in between. */
  const expectedGradient = (v0: number[], {labels, k}: {labels: number; k: number}) => {
    const columns = labels === 0 ? 5 : 3;
    const add = (total: number[], v: number[], weight: number): void => {
      const h = inputs(v, w, c).map(sigmoid);
      v.forEach((state, i) => {
        h.forEach((mean, j) => (total[i * 2 + j]! += weight * state * mean));
        total[10 + i]! += weight * state;
      });
      h.forEach((mean, j) => (total[15 + j]! += weight * mean));
    };
    let chains = new Map([[JSON.stringify(v0), 1]]);
    for (let step = 0; step < k; ++step) {
      const next = new Map<string, number>();
      for (const [text, weight] of chains) {
        const v = JSON.parse(text) as number[];
        for (const h of binaryStates(2)) {
          const ofH = weight * chance(h, inputs(v, w, c));
          const totals = b.map((bias, i) => h.reduce((sum, state, j) => sum + state * w[i]![j]!, bias));
          // The labels are means.
          const powers = totals.slice(columns).map(Math.exp);
          const z = powers.reduce((sum, power) => sum + power, 0);
          for (const below of binaryStates(columns)) {
            const name = JSON.stringify([...below, ...powers.map((power) => power / z)]);
            next.set(name, (next.get(name) ?? 0) + ofH * chance(below, totals));
          }
        }
      }
      chains = next;
    }
    const gradient = new Array<number>(17).fill(0);
    add(gradient, v0, 1);
    for (const [text, weight] of chains) add(gradient, JSON.parse(text) as number[], -weight);
    return gradient;
  };

  it.each([
    {labels: 2, k: 1},
    {labels: 2, k: 3},
    {labels: 0, k: 2},
  ])('has the expected gradient of its chains (%j)', ({labels, k}) => {
    const top = newTop(labels);
    const v0 = [1, 0, 1, ...(labels === 0 ? [1, 0] : labelStates(2)[1]!)];
    const visible = repeated(v0);
    const learned = tf.tidy(() => contrastTop(top, {visible, k, key: KEY}));
    const values = [learned.weights, learned.visibleBias, learned.hiddenBias].flatMap(read);
    const expected = expectedGradient(v0, {labels, k});
    expect(values).toHaveLength(17);
    // A statistic of each row lies in [-1, 1], so that its variance is at most 1.
    values.forEach((value, place) =>
      expect(Math.abs(value - expected[place]!)).toBeLessThan(5 / Math.sqrt(ROWS)),
    );
    expect(learned.states.shape).toEqual([ROWS, labels === 0 ? 5 : 3]);
    expect(new Set(learned.states.dataSync())).toEqual(new Set([0, 1]));
    tf.dispose([learned.states, learned.firstMean, visible, top.weights, top.visibleBias, top.hiddenBias]);
  });
});
