import * as tf from '@tensorflow/tfjs';
import {DBN} from 'tfjs-dbn';
import type {Distribution} from '../monteCarlo.js';
import {artifactsOf} from '../savedInMemory.js';

// A stack of binary machines small enough to be summed up over every state, in float64.

/** What defines it. */
export interface ExactStack {
  /** The ways down, the lowest first: weights `[above][below]`. */
  directed: {weights: number[][]; bias: number[]}[];
  /** The ways up, the lowest first: weights `[below][above]`. */
  recognition: {weights: number[][]; bias: number[]}[];
  /** The machine on top, whose last visible units are the labels. */
  top: {weights: number[][]; visibleBias: number[]; hiddenBias: number[]; labels: number};
}

export const sigmoid = (input: number): number => 1 / (1 + Math.exp(-input));

/** The states of some binary units. */
export function binaryStates(units: number): number[][] {
  return Array.from({length: 2 ** units}, (_, state) =>
    Array.from({length: units}, (_, unit) => (state >> (units - 1 - unit)) & 1),
  );
}

/** The total inputs of a layer, `bias + states W`. */
export function inputs(states: readonly number[], weights: number[][], bias: number[]): number[] {
  return bias.map((own, unit) => states.reduce((sum, state, i) => sum + state * weights[i]![unit]!, own));
}

/** The probability of binary states of independent units with these total inputs. */
export function chance(states: readonly number[], totals: readonly number[]): number {
  return states.reduce((product, state, i) => product * sigmoid(state === 1 ? totals[i]! : -totals[i]!), 1);
}

/** Rows with one 1 each, or the single empty row where there are no labels. */
export function labelStates(labels: number): number[][] {
  if (labels === 0) return [[]];
  return Array.from({length: labels}, (_, label) =>
    Array.from({length: labels}, (_, place) => Number(place === label)),
  );
}

/** exp(-F) of visible states of the top machine, labels included. */
export function topWeight({top}: ExactStack, visible: readonly number[]): number {
  const own = visible.reduce((sum, state, i) => sum + state * top.visibleBias[i]!, 0);
  return inputs(visible, top.weights, top.hiddenBias).reduce(
    (product, input) => product * (1 + Math.exp(input)),
    Math.exp(own),
  );
}

/** p(v, y) of every state of the data and the labels behind them. */
export function jointDistribution(stack: ExactStack): Distribution {
  const {directed, top} = stack;
  const below = top.visibleBias.length - top.labels;
  const states: number[][] = [];
  const probabilities: number[] = [];
  for (const label of labelStates(top.labels)) {
    let layer = binaryStates(below).map((h) => ({h, weight: topWeight(stack, [...h, ...label])}));
    for (const {weights, bias} of [...directed].reverse()) {
      const chances = layer.map(({h, weight}) => ({weight, totals: inputs(h, weights, bias)}));
      layer = binaryStates(bias.length).map((h) => ({
        h,
        weight: chances.reduce((sum, {weight, totals}) => sum + weight * chance(h, totals), 0),
      }));
    }
    for (const {h, weight} of layer) {
      states.push([...h, ...label]);
      probabilities.push(weight);
    }
  }
  const z = probabilities.reduce((sum, weight) => sum + weight, 0);
  return {states, probabilities: probabilities.map((weight) => weight / z)};
}

/** The distribution of the data given a class. */
export function givenLabel(stack: ExactStack, label: number): Distribution {
  const {states, probabilities} = jointDistribution(stack);
  const {labels} = stack.top;
  const places = states.flatMap((state, place) => (state.at(label - labels) === 1 ? [place] : []));
  const total = places.reduce((sum, place) => sum + probabilities[place]!, 0);
  return {
    states: places.map((place) => states[place]!.slice(0, -labels)),
    probabilities: places.map((place) => probabilities[place]! / total),
  };
}

/** The mean of log p(v, y) over rows of the data with the labels behind them. */
export function meanLogLikelihood(stack: ExactStack, rows: readonly (readonly number[])[]): number {
  const {states, probabilities} = jointDistribution(stack);
  const logs = new Map(states.map((state, place) => [state.join(''), Math.log(probabilities[place]!)]));
  return rows.reduce((sum, row) => sum + logs.get(row.join(''))!, 0) / rows.length;
}

/** Reads what defines a stack, as it is saved. */
export async function exactStackOf(dbn: DBN): Promise<ExactStack> {
  const {weightSpecs, weightData} = await artifactsOf(dbn);
  const values = tf.io.decodeWeights(weightData as ArrayBuffer, weightSpecs!);
  const has = (name: string): boolean => name in values;
  const vector = (name: string): number[] => Array.from(values[name]!.dataSync());
  const matrix = (name: string): number[][] => values[name]!.arraySync() as number[][];
  const last = dbn.rbms.length - 1;
  const lower = dbn.rbms.slice(0, -1).map((_, layer) => `rbm${layer}/`);
  const exact: ExactStack = {
    directed: lower.map((rbm) =>
      has(`${rbm}generativeWeights`)
        ? {weights: matrix(`${rbm}generativeWeights`), bias: vector(`${rbm}generativeBias`)}
        : {weights: transposed(matrix(`${rbm}weights`)), bias: vector(`${rbm}visibleBias`)},
    ),
    recognition: lower.map((rbm) => ({weights: matrix(`${rbm}weights`), bias: vector(`${rbm}hiddenBias`)})),
    top: {
      weights: matrix(`rbm${last}/weights`),
      visibleBias: vector(`rbm${last}/visibleBias`),
      hiddenBias: vector(`rbm${last}/hiddenBias`),
      labels: dbn.numClasses,
    },
  };
  tf.dispose(values);
  return exact;
}

/** Makes a stack whose parameters are draws from N(0, deviation²), the same for the same arguments; the caller disposes it. */
export function drawnStack(args: {visible: number; hidden: number[]; classes?: number}, deviation = 1): DBN {
  const dbn = new DBN({...args, seed: 1});
  dbn.rbms.forEach((rbm, layer) => {
    tf.tidy(() => {
      const shapes = rbm.getWeights().map(({shape}) => shape);
      rbm.setWeights(
        shapes.map((shape, place) =>
          tf.randomNormal(shape as [number], 0, deviation, 'float32', 1 + 10 * layer + place),
        ),
      );
    });
  });
  return dbn;
}

function transposed(weights: number[][]): number[][] {
  return weights[0]!.map((_, column) => weights.map((row) => row[column]!));
}
