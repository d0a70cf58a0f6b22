import * as tf from '@tensorflow/tfjs';
import {DBN} from 'tfjs-dbn';
import type {Distribution} from '../monteCarlo.js';
import {artifactsOf} from '../savedInMemory.js';
import {cartesian, oneHots, sigmoid, sum} from './arithmetic.js';
import {exactLayer} from './exactLayer.js';
import {exactFreeEnergy, type ExactMachine} from './exactMachine.js';

// A stack of binary machines small enough to be summed up over every state, in float64.

/** What a layer makes of its neighbor: weights `[neighbor][layer]`. */
interface Way {
  weights: number[][];
  bias: number[];
}

export interface ExactStack {
  /** The ways down, the lowest first. */
  directed: Way[];
  /** The ways up, the lowest first. */
  recognition: Way[];
  /** The machine on top, whose last visible units are the labels. */
  top: ExactMachine;
  labels: number;
}

/** The states of some binary units. */
export function binaryStates(units: number): number[][] {
  return cartesian(Array.from({length: units}, () => [[0], [1]]));
}

/** Rows with one 1 each, or the single empty row where there are no labels. */
export function labelStates(labels: number): number[][] {
  return labels === 0 ? [[]] : oneHots(labels);
}

/** The total inputs of a layer, `bias + states W`. */
export function inputs(
  states: readonly number[],
  weights: readonly (readonly number[])[],
  bias: readonly number[],
): number[] {
  return bias.map((own, unit) => own + sum(states, (state, i) => state * weights[i]![unit]!));
}

/** The probability of binary states of independent units with these total inputs. */
export function chance(states: readonly number[], totals: readonly number[]): number {
  return states.reduce((product, state, i) => product * sigmoid(state === 1 ? totals[i]! : -totals[i]!), 1);
}

export function transposed(weights: readonly (readonly number[])[]): number[][] {
  return weights[0]!.map((_, column) => weights.map((row) => row[column]!));
}

/** Returns the machine of binary units, and of label units behind the visible ones, that has these parameters. */
export function binaryMachine(
  {weights, visibleBias, hiddenBias}: {weights: number[][]; visibleBias: number[]; hiddenBias: number[]},
  {labels = 0} = {},
): ExactMachine {
  const below = visibleBias.length - labels;
  const visible = labels === 0 ? below : [below, {units: labels, type: 'softmax'} as const];
  return {
    visible: exactLayer(visible, {bias: visibleBias}),
    hidden: exactLayer(hiddenBias.length, {bias: hiddenBias}),
    weights,
  };
}

/** p(v, y) of every state of the data and the labels behind them. */
export function stackDistribution({directed, top, labels}: ExactStack): Distribution {
  const weighted = labelStates(labels).flatMap((label) => {
    let layer = binaryStates(top.visible.units - labels).map((state) => ({
      state,
      weight: Math.exp(-exactFreeEnergy(top, [...state, ...label])),
    }));
    for (const {weights, bias} of [...directed].reverse()) {
      const above = layer.map(({state, weight}) => ({weight, totals: inputs(state, weights, bias)}));
      layer = binaryStates(bias.length).map((state) => ({
        state,
        weight: sum(above, ({weight, totals}) => weight * chance(state, totals)),
      }));
    }
    return layer.map(({state, weight}) => ({state: [...state, ...label], weight}));
  });
  const z = sum(weighted, ({weight}) => weight);
  return {
    states: weighted.map(({state}) => state),
    probabilities: weighted.map(({weight}) => weight / z),
  };
}

/** The distribution of the data given a class. */
export function givenLabel(stack: ExactStack, label: number): Distribution {
  const {states, probabilities} = stackDistribution(stack);
  const {labels} = stack;
  const places = states.flatMap((state, place) => (state.at(label - labels) === 1 ? [place] : []));
  const total = sum(places, (place) => probabilities[place]!);
  return {
    states: places.map((place) => states[place]!.slice(0, -labels)),
    probabilities: places.map((place) => probabilities[place]! / total),
  };
}

/** The mean of log p(v, y) over rows of the data with the labels behind them. */
export function meanLogLikelihood(stack: ExactStack, rows: readonly (readonly number[])[]): number {
  const {states, probabilities} = stackDistribution(stack);
  const logs = new Map(states.map((state, place) => [state.join(''), Math.log(probabilities[place]!)]));
  return sum(rows, (row) => logs.get(row.join(''))!) / rows.length;
}

/** Reads what defines a stack, as it is saved. */
export async function exactStackOf(dbn: DBN): Promise<ExactStack> {
  const {weightSpecs, weightData} = await artifactsOf(dbn);
  const values = tf.io.decodeWeights(weightData as ArrayBuffer, weightSpecs!);
  const has = (name: string): boolean => name in values;
  const vector = (name: string): number[] => Array.from(values[name]!.dataSync());
  const matrix = (name: string): number[][] => values[name]!.arraySync() as number[][];
  const lower = dbn.rbms.slice(0, -1).map((_, layer) => `rbm${layer}/`);
  const top = `rbm${lower.length}/`;
  const labels = dbn.numClasses;
  const exact: ExactStack = {
    directed: lower.map((rbm) =>
      has(`${rbm}generativeWeights`)
        ? {weights: matrix(`${rbm}generativeWeights`), bias: vector(`${rbm}generativeBias`)}
        : {weights: transposed(matrix(`${rbm}weights`)), bias: vector(`${rbm}visibleBias`)},
    ),
    recognition: lower.map((rbm) => ({weights: matrix(`${rbm}weights`), bias: vector(`${rbm}hiddenBias`)})),
    top: binaryMachine(
      {
        weights: matrix(`${top}weights`),
        visibleBias: vector(`${top}visibleBias`),
        hiddenBias: vector(`${top}hiddenBias`),
      },
      {labels},
    ),
    labels,
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
