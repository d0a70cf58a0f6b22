import * as tf from '@tensorflow/tfjs-core';
import {ownParameters, type Machine} from '../energy/Machine.js';
import {NONE} from '../energy/UnitKind.js';
import {breather} from '../platform/nextTask.js';
import {layerChoices, stateChoices, type EnumerableLayer} from './enumerable.js';

/** Neighbouring states of a layer. */
export interface States {
  /** The place of the first one. */
  first: number;
  /** Minus each one's free energy, in nats: p = exp(log weight) / Z. */
  logWeights: Float64Array;
}

/** Values in the table of what the last choices give to the other layer: 1 MiB, which stays near the processor. */
const TABLE = 2 ** 17;

/** The logs of products and of single exponentials stay below that of the largest number. */
const LARGEST = 700;

/** What choices give. */
interface Given {
  /** To the other layer's inputs, row by row, one of `units` values for each state. */
  inputs: Float64Array;
  /** To minus the own energy, for each state. */
  own: Float64Array;
}

/** Finds the log weights of all states of the table from what the first choices give: [units] inputs. */
type Weigh = (input: Float64Array) => Float64Array | Promise<Float64Array>;

/**
 * Visits all states of a layer, in order and some at a time, with the other layer summed or integrated out, without blocking
 * the event loop.
 *
 * ```
 * log weight(x) = -U(x) + log sum over y of exp(-U(y) + x W seen(y)) = -U(x) + logPartition(c + x W)
 * ```
 *
 * A state's inputs to the other layer are what its first choices give plus what its last ones give, and these lie in a table:
 * no state needs a product of matrices.
 */
export async function visitStates(
  machine: Machine,
  enumerated: EnumerableLayer,
  {visit, progress}: {visit: (states: States) => void; progress?: (share: number) => void},
): Promise<void> {
  const {layer, lists, states} = enumerated;
  const other = layer === 'visible' ? 'hidden' : 'visible';
  const {units} = machine[other];
  const ownBias = await machine.parameters[`${layer}Bias`].data();
  const otherBias = await machine.parameters[`${other}Bias`].data();
  const rows = await weightRows(machine, layer);
  const give = ({lists, states}: EnumerableLayer, from: number, to: number): Given => {
    const own = new Float64Array(to - from);
    const inputs = new Float64Array((to - from) * units);
    for (let state = from; state < to; ++state) {
      const at = (state - from) * units;
      for (const unit of stateChoices({layer, lists, states}, state)) {
        if (unit === NONE) continue;
        own[state - from]! += ownBias[unit]!;
        for (let i = 0; i < units; ++i) inputs[at + i]! += rows[unit * units + i]!;
      }
    }
    return {inputs, own};
  };

  let [split, size] = [lists.length, 1];
  while (split > 0 && size * lists[split - 1]!.length * units <= TABLE) size *= lists[--split]!.length;
  const firstChoices = {layer, lists: lists.slice(0, split), states: states / size};
  const table = give({layer, lists: lists.slice(split), states: size}, 0, size);
  const largest = largestInput({lists, rows, bias: otherBias});
  const otherLists = largest < LARGEST ? layerChoices(machine, other) : undefined;
  const weigh =
    otherLists === undefined
      ? weighByKind(machine, {layer: other, table, units})
      : machine[other].kind.type === 'bernoulli'
        ? weighBinary({table, units, largest})
        : weighChoices({table, units, largest, lists: otherLists});

  const breathe = breather();
  for (let place = 0; place < firstChoices.states; ++place) {
    const {inputs, own} = give(firstChoices, place, place + 1);
    const input = inputs.map((value, unit) => value + otherBias[unit]!);
    const logWeights = await weigh(input);
    for (let state = 0; state < size; ++state) logWeights[state]! += own[0]! + table.own[state]!;
    visit({first: place * size, logWeights});
    progress?.((place + 1) / firstChoices.states);
    await breathe();
  }
}

/**
 * Weighs by `log of the product of (1 + exp(first) exp(last))` in float64: an exponential is found once for many states, and
 * a logarithm for many units.
 *
 * @param args - `largest`: what no input exceeds.
 */
function weighBinary({table, units, largest}: {table: Given; units: number; largest: number}): Weigh {
  const last = table.inputs.map(Math.exp);
  const logWeights = new Float64Array(table.own.length);
  const block = Math.max(1, Math.floor(LARGEST / (largest + Math.LN2)));
  return (input) => {
    const first = input.map(Math.exp);
    for (let state = 0, at = 0; state < logWeights.length; ++state) {
      let sum = 0;
      for (let unit = 0; unit < units;) {
        let product = 1;
        for (const end = Math.min(units, unit + block); unit < end; ++unit, ++at) {
          product *= 1 + first[unit]! * last[at]!;
        }
        sum += Math.log(product);
      }
      logWeights[state] = sum;
    }
    return logWeights;
  };
}

/** Weighs as {@link weighBinary} does, by the product over choices of the sum of what each of them gives. */
function weighChoices({
  table,
  units,
  largest,
  lists,
}: {
  table: Given;
  units: number;
  largest: number;
  lists: EnumerableLayer['lists'];
}): Weigh {
  const last = table.inputs.map(Math.exp);
  const logWeights = new Float64Array(table.own.length);
  const most = Math.max(...lists.map(({length}) => length));
  const block = Math.max(1, Math.floor(LARGEST / (largest + Math.log(most))));
  return (input) => {
    const first = input.map(Math.exp);
    for (let state = 0, at = 0; state < logWeights.length; ++state, at += units) {
      let [sum, product] = [0, 1];
      for (const [place, list] of lists.entries()) {
        let all = 0;
        for (const unit of list) all += unit === NONE ? 1 : first[unit]! * last[at + unit]!;
        product *= all;
        if ((place + 1) % block > 0) continue;
        sum += Math.log(product);
        product = 1;
      }
      logWeights[state] = sum + Math.log(product);
    }
    return logWeights;
  };
}

/** Weighs by the other layer's kind, in float32. */
function weighByKind(
  machine: Machine,
  {layer, table, units}: {layer: 'visible' | 'hidden'; table: Given; units: number},
): Weigh {
  const count = table.own.length;
  return async (input) => {
    const inputs = Float32Array.from(table.inputs, (value, place) => value + input[place % units]!);
    const logs = tf.tidy(() =>
      machine[layer].kind.logNormalizer(tf.tensor2d(inputs, [count, units]), ownParameters(machine, layer)),
    );
    try {
      return Float64Array.from(await logs.data());
    } finally {
      logs.dispose();
    }
  };
}

/** Returns the weights of each unit of a layer, unit by unit. */
async function weightRows(
  {parameters: {weights}}: Machine,
  layer: 'visible' | 'hidden',
): Promise<ArrayLike<number>> {
  if (layer === 'visible') return weights.data();
  const transposed = tf.transpose(weights);
  try {
    return await transposed.data();
  } finally {
    transposed.dispose();
  }
}

/** Returns what the size of no input of the other layer exceeds, nor that of a part of it. */
function largestInput({
  lists,
  rows,
  bias,
}: {
  lists: EnumerableLayer['lists'];
  rows: ArrayLike<number>;
  bias: ArrayLike<number>;
}): number {
  let largest = 0;
  for (let i = 0; i < bias.length; ++i) {
    let sum = Math.abs(bias[i]!);
    for (const list of lists) {
      let most = 0;
      for (const unit of list)
        if (unit !== NONE) most = Math.max(most, Math.abs(rows[unit * bias.length + i]!));
      sum += most;
    }
    largest = Math.max(largest, sum);
  }
  return largest;
}
