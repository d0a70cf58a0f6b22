import * as tf from '@tensorflow/tfjs-core';
import type {Machine} from '../energy/Machine.js';
import {gatherRows} from '../rows/gatherRows.js';
import {deriveKey, type Key} from '../random/Key.js';
import {uniform} from '../random/uniform.js';
import {annealedImportance, reverseImportance} from './annealedImportance.js';
import {drawFromBase, gibbsSteps, newAnnealing, type Annealing} from './Annealing.js';
import {drawExactly} from './drawExactly.js';
import {enumerableLayer} from './enumerable.js';
import type {Estimate} from './logSum.js';

/** The most Gibbs steps from the data to the machine's own distribution, before the reverse path; no more than the path's. */
const BURN_IN = 1000;

/** Machines of no more states than this have theirs drawn exactly. */
const FEW_STATES = 2 ** 20;

/** How log Z is estimated. */
export interface EstimateArgs {
  /** Visible biases of the path's first machine. @defaultValue the machine's own */
  base: Float32Array | undefined;
  /** Rows where chains of the machine begin, `[rows, numVisible]`. @defaultValue draws from the biases */
  data: tf.Tensor2D | undefined;
  runs: number;
  /** Inverse temperatures from 0 to 1. */
  inverses: readonly number[];
  reverse: boolean;
  key: Key;
  progress: (share: number) => void;
}

/** Estimates log Z by annealed importance sampling, and by the reverse path if that is asked for. */
export async function estimateLogPartition(
  machine: Machine,
  {base, data, runs, inverses, reverse, key, progress}: EstimateArgs,
): Promise<Estimate & {reverse?: Estimate}> {
  const baseBias = base === undefined ? tf.clone(machine.parameters.visibleBias) : tf.tensor1d(base);
  const annealing = newAnnealing(machine, baseBias);
  const burnIn = Math.min(BURN_IN, inverses.length);
  const steps = reverse ? 2 * inverses.length + burnIn : inverses.length;
  let done = 0;
  const args = {inverses, progress: () => progress(++done / steps)};
  try {
    const forward = await annealedImportance(annealing, {...args, runs, key: deriveKey(key, 0)});
    if (!reverse) return forward;
    const start = await drawFromMachine(annealing, {...args, burnIn, data, runs, key: deriveKey(key, 1)});
    try {
      const back = await reverseImportance(annealing, {...args, start, key: deriveKey(key, 2)});
      return {...forward, reverse: back};
    } finally {
      start.dispose();
    }
  } finally {
    tf.dispose([baseBias, annealing.change, annealing.transposed]);
  }
}

/** Draws states of the machine, exactly where it is small, else by Gibbs chains; `[runs, numVisible]`. */
async function drawFromMachine(
  annealing: Annealing,
  {
    burnIn,
    data,
    runs,
    key,
    progress,
  }: Pick<EstimateArgs, 'data' | 'runs' | 'key'> & {
    burnIn: number;
    progress: () => void;
  },
): Promise<tf.Tensor2D> {
  const {machine} = annealing;
  const enumerated = enumerableLayer(machine);
  const own = {key: deriveKey(key, 0)};
  if (enumerated !== undefined && enumerated.states <= FEW_STATES) {
    return drawExactly(machine, {enumerated, rows: runs, ...own});
  }
  const start = data === undefined ? drawFromBase(annealing, runs, own) : drawRows(data, runs, own);
  try {
    return await gibbsSteps(annealing, start, {steps: burnIn, key: deriveKey(key, 1), progress});
  } finally {
    start.dispose();
  }
}

function drawRows(data: tf.Tensor2D, rows: number, {key}: {key: Key}): tf.Tensor2D {
  const draws = uniform(key, {rows: 1, columns: rows});
  return gatherRows(
    data,
    Int32Array.from(draws, (draw) => Math.floor(draw * data.shape[0])),
  );
}
