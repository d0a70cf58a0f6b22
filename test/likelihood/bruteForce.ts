import * as tf from '@tensorflow/tfjs';
import {RBM, type PartArgs, type UnitsArgs} from 'tfjs-dbn';
import {replaceParameters} from '../../src/energy/Machine.js';

/** A machine of random parameters, and these. */
export interface Drawn {
  rbm: RBM;
  weights: number[][];
  visibleBias: number[];
  hiddenBias: number[];
  logVariance: number[];
}

/** Makes a machine of parameters from N(0, scale^2), of which only the random numbers depend on the seed; to be disposed. */
export function randomMachine(
  {visible, hidden}: {visible: UnitsArgs; hidden: PartArgs},
  {seed, scale}: {seed: number; scale: number},
): Drawn {
  const rbm = new RBM({visible, hidden, seed});
  const {numVisible, numHidden} = rbm;
  const draw = (shape: number[], stream: number): tf.Tensor =>
    tf.randomNormal(shape, 0, scale, 'float32', 10 * seed + stream);
  const {learnsVariance} = rbm.machine.visible.kind;
  tf.tidy(() => {
    replaceParameters(rbm.machine, {
      weights: draw([numVisible, numHidden], 1) as tf.Tensor2D,
      visibleBias: draw([numVisible], 2) as tf.Tensor1D,
      hiddenBias: draw([numHidden], 3) as tf.Tensor1D,
      ...(learnsVariance && {logVariance: draw([numVisible], 4) as tf.Tensor1D}),
    });
  });
  const {weights, visibleBias, hiddenBias, logVariance} = rbm.machine.parameters;
  return {
    rbm,
    weights: weights.arraySync(),
    visibleBias: visibleBias.arraySync(),
    hiddenBias: hiddenBias.arraySync(),
    logVariance: logVariance?.arraySync() ?? new Array<number>(numVisible).fill(0),
  };
}

/** Units that are independent of all others in their layer. */
interface Group {
  states: {
    /** What the other layer sees of each unit. */
    seen: number[];
    /** Minus the own energy. */
    log: number;
  }[];
  /** The place of its first unit. */
  first: number;
}

/** log Z in float64, by the sum over all hidden states of that over all states of each group of visible units. */
export function bruteLogPartition({rbm, weights, visibleBias, hiddenBias, logVariance}: Drawn): number {
  const {visible, hidden} = rbm.machine;
  const visibleGroups = groups(visible.args, {bias: visibleBias, logVariance});
  const hiddenGroups = groups(hidden.args, {bias: hiddenBias, logVariance: hiddenBias.map(() => 0)});
  const terms: number[] = [];
  const visit = (chosen: number[], log: number): void => {
    const group = hiddenGroups.find(({first}) => first === chosen.length);
    if (group !== undefined) {
      for (const state of group.states) visit([...chosen, ...state.seen], log + state.log);
      return;
    }
    const inputs = weights.map((row) => row.reduce((sum, weight, j) => sum + weight * chosen[j]!, 0));
    const ofVisible = visibleGroups.map(({states, first}) =>
      logSumExp(
        states.map((state) =>
          state.seen.reduce((sum, value, i) => sum + value * inputs[first + i]!, state.log),
        ),
      ),
    );
    terms.push(ofVisible.reduce((sum, value) => sum + value, log));
  };
  visit([], 0);
  return logSumExp(terms);
}

function groups(args: UnitsArgs, own: {bias: number[]; logVariance: number[]}): Group[] {
  const parts = (Array.isArray(args) ? args : [args]) as PartArgs[];
  const made: Group[] = [];
  let first = 0;
  for (const part of parts) {
    const {
      units,
      type = 'bernoulli',
      categories = units,
      variance,
    } = typeof part === 'number' ? {units: part} : part;
    const size = type === 'softmax' ? categories : 1;
    for (const end = first + units; first < end; first += size) {
      const bias = own.bias.slice(first, first + size);
      const logVariance = variance === 'learned' ? own.logVariance[first]! : 0;
      made.push({first, states: STATES[type]({bias, logVariance})});
    }
  }
  return made;
}

const STATES = {
  bernoulli: ({bias}: {bias: number[]}) => [
    {seen: [0], log: 0},
    {seen: [1], log: bias[0]!},
  ],

  softmax: ({bias}: {bias: number[]}) =>
    bias.map((log, place) => ({seen: bias.map((_, unit) => (unit === place ? 1 : 0)), log})),

  // A rectangle rule: for a Gaussian it errs by a relative exp(-2 pi^2 / step^2), and what lies beyond 10 deviations.
  gaussian({bias, logVariance}: {bias: number[]; logVariance: number}) {
    const [step, variance] = [0.5, Math.exp(logVariance)];
    return Array.from({length: 41}, (_, place) => {
      const distance = (place - 20) * step * Math.sqrt(variance);
      return {
        seen: [(bias[0]! + distance) / variance],
        log: -(distance ** 2) / (2 * variance) + Math.log(step * Math.sqrt(variance)),
      };
    });
  },

  relu({bias}: {bias: number[]}) {
    let product = 0;
    return Array.from({length: 40}, (_, n) => {
      if (n > 0) product += Math.log1p(-Math.exp(-n));
      return {seen: [n], log: bias[0]! * n - n ** 2 / 2 - product};
    });
  },
};

function logSumExp(logs: readonly number[]): number {
  const largest = Math.max(...logs);
  return largest + Math.log(logs.reduce((sum, log) => sum + Math.exp(log - largest), 0));
}
