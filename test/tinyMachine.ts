import * as tf from '@tensorflow/tfjs';
import {RBM} from 'tfjs-dbn';

// A machine small enough to be summed up by hand, with values that were computed elsewhere in float64.
const W = [
  [0.5, -1],
  [1.5, 0.25],
  [-0.75, 2],
];
const B = [0.1, -0.2, 0.3];
const C = [-0.4, 0.6];

/** The states of three binary units, 000 to 111. */
export const VISIBLE_STATES = states(3);
const HIDDEN_STATES = states(2);

/** Makes the tiny machine; the caller disposes it. */
export function tinyMachine(type: 'bernoulli' | 'gaussian' = 'bernoulli'): RBM {
  const rbm = new RBM({visible: {units: 3, type}, hidden: 2, seed: 1});
  const parameters = [tf.tensor2d(W), tf.tensor1d(B), tf.tensor1d(C)];
  rbm.setWeights(parameters);
  tf.dispose(parameters);
  return rbm;
}

/** `E(v, h) = -b v - c h - v W h` */
function energy(v: readonly number[], h: readonly number[]): number {
  const own = v.reduce((sum, value, i) => sum - B[i]! * value, 0);
  return own + coupling(v, h);
}

/** `E(v, h)` with Gaussian visible units, `(v - b)^2 / 2` in place of `-b v`. */
export function gaussianEnergy(v: readonly number[], h: readonly number[]): number {
  const own = v.reduce((sum, value, i) => sum + (value - B[i]!) ** 2 / 2, 0);
  return own + coupling(v, h);
}

/** `-log sum_h exp(-E(v, h))`, by summing. */
export function summedFreeEnergy(v: readonly number[], jointEnergy = energy): number {
  return -Math.log(HIDDEN_STATES.reduce((sum, h) => sum + Math.exp(-jointEnergy(v, h)), 0));
}

/** `p(v)` of every visible state, by summing. */
export function visibleDistribution(): number[] {
  const weights = VISIBLE_STATES.map((v) => Math.exp(-summedFreeEnergy(v)));
  const z = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / z);
}

/** `p(v' | v)` of one Gibbs step, by summing over hidden states: a row for each state v. */
export function gibbsTransition(): number[][] {
  return VISIBLE_STATES.map((before) =>
    VISIBLE_STATES.map((after) =>
      HIDDEN_STATES.reduce(
        (sum, h) => sum + chance(h, hiddenMeans(before)) * chance(after, visibleMeans(h)),
        0,
      ),
    ),
  );
}

/** The parts of a gradient, flat. */
export interface Gradient {
  weights: number[];
  visibleBias: number[];
  hiddenBias: number[];
}

/** The expected CD-1 gradient on some rows, by summing over every sample that can be drawn. */
export function expectedCd1Gradient(data: readonly (readonly number[])[]): Gradient {
  const gradient: Gradient = {
    weights: new Array<number>(6).fill(0),
    visibleBias: [0, 0, 0],
    hiddenBias: [0, 0],
  };
  const add = (v: readonly number[], factor: number): void => {
    const h = hiddenMeans(v);
    v.forEach((value, i) => {
      gradient.visibleBias[i]! += factor * value;
      h.forEach((mean, j) => (gradient.weights[i * 2 + j]! += factor * value * mean));
    });
    h.forEach((mean, j) => (gradient.hiddenBias[j]! += factor * mean));
  };
  for (const v0 of data) {
    add(v0, 1 / data.length);
    for (const h0 of HIDDEN_STATES) {
      for (const v1 of VISIBLE_STATES) {
        const probability = chance(h0, hiddenMeans(v0)) * chance(v1, visibleMeans(h0));
        add(v1, -probability / data.length);
      }
    }
  }
  return gradient;
}

function coupling(v: readonly number[], h: readonly number[]): number {
  const fromHidden = h.reduce((sum, value, j) => sum - C[j]! * value, 0);
  return v.reduce(
    (sum, value, i) => sum - h.reduce((s, unit, j) => s + value * W[i]![j]! * unit, 0),
    fromHidden,
  );
}

function hiddenMeans(v: readonly number[]): number[] {
  return C.map((bias, j) => sigmoid(v.reduce((sum, value, i) => sum + value * W[i]![j]!, bias)));
}

function visibleMeans(h: readonly number[]): number[] {
  return B.map((bias, i) => sigmoid(h.reduce((sum, value, j) => sum + value * W[i]![j]!, bias)));
}

function chance(state: readonly number[], means: readonly number[]): number {
  return state.reduce((product, value, i) => product * (value === 1 ? means[i]! : 1 - means[i]!), 1);
}

function states(units: number): number[][] {
  return Array.from({length: 2 ** units}, (_, state) =>
    Array.from({length: units}, (_, unit) => (state >> (units - 1 - unit)) & 1),
  );
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
