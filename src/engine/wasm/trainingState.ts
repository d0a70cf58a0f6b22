import * as tf from '@tensorflow/tfjs-core';
import {sameValues, type Machine, type Parameters, type TrainingState} from '../../energy/Machine.js';
import {breather, COPIED_AT_ONCE} from '../../platform/nextTask.js';
import {firstChains} from '../firstChains.js';
import {readRows} from '../../rows/readRows.js';
import {toTensor} from '../../rows/tensorMemory.js';
import {BLOCK} from './generated/contract.js';
import {readAll, readVector, writeAll, writeVector, type ParameterValues, type Arena} from './Arena.js';

/** Returns where the velocities are. */
function velocities({plan}: Arena): Record<keyof Required<ParameterValues>, number> {
  return {
    weights: plan.velocities,
    visibleBias: plan.visibleBiasVelocity,
    hiddenBias: plan.hiddenBiasVelocity,
    logVariance: plan.logVarianceVelocity,
  };
}

/**
 * Copies what a machine's training goes on from into the memory, without blocking the event loop.
 *
 * @param args - `chains`: how many persistent ones there are, 0 for none; drawn where the machine does not have so many.
 */
export async function writeTrainingState(
  arena: Arena,
  machine: Machine,
  {chains}: {chains: number},
): Promise<void> {
  const {plan} = arena;
  const old = machine.trainingState;
  if (old.velocities) await writeAll(arena, old.velocities, velocities(arena));
  await writeVector(arena, old.activity, plan.activity);
  await writeVector(arena, old.visibleCenter, plan.visibleCenter);
  await writeVector(arena, old.hiddenCenter, plan.hiddenCenter);
  if (chains === 0) return;
  if (old.chains?.shape[0] === chains) return writeChains(arena, old.chains);
  const drawn = await toTensor(await firstChains(machine, chains), [chains, machine.hidden.units]);
  try {
    await writeChains(arena, drawn);
  } finally {
    drawn.dispose();
  }
}

/**
 * Returns what a machine's next training goes on from, of which the caller owns the tensors, without blocking the event loop.
 *
 * @param args - `chains`: see {@link writeTrainingState}; `isCentered`: whether the units are.
 */
export async function readTrainingState(
  arena: Arena,
  machine: Machine,
  {chains, isCentered}: {chains: number; isCentered: boolean},
): Promise<TrainingState> {
  const {floats, plan, numVisible, numHidden} = arena;
  const vector = (address: number, length: number): tf.Tensor1D =>
    tf.tensor1d(readVector(floats, address, length));
  const moved = {
    velocities: await makeParameters(arena, await readAll(arena, velocities(arena))),
    chains: chains === 0 ? undefined : await toTensor(await readChains(arena, chains), [chains, numHidden]),
  };
  const {visibleCenter, hiddenCenter, chains: oldChains} = machine.trainingState;
  return {
    velocities: moved.velocities,
    activity: vector(plan.activity, numHidden),
    visibleCenter: isCentered
      ? vector(plan.visibleCenter, numVisible)
      : visibleCenter && sameValues(visibleCenter),
    hiddenCenter: isCentered
      ? vector(plan.hiddenCenter, numHidden)
      : hiddenCenter && sameValues(hiddenCenter),
    chains: moved.chains ?? (oldChains && sameValues(oldChains)),
  };
}

/** Makes tensors of parameters, or of velocities. */
export async function makeParameters(
  {numVisible, numHidden}: Arena,
  {weights, visibleBias, hiddenBias, logVariance}: ParameterValues,
): Promise<Parameters> {
  return {
    weights: await toTensor(weights, [numVisible, numHidden]),
    visibleBias: tf.tensor1d(visibleBias),
    hiddenBias: tf.tensor1d(hiddenBias),
    ...(logVariance && {logVariance: tf.tensor1d(logVariance)}),
  };
}

/** Sets the hidden states of the chains, `[chains, numHidden]`: bits, or real numbers. */
async function writeChains(arena: Arena, chains: tf.Tensor2D): Promise<void> {
  const {floats, words, plan, numHidden} = arena;
  const [count] = chains.shape;
  const size = Math.min(count, Math.ceil(COPIED_AT_ONCE / numHidden));
  const states = new Float32Array(size * numHidden);
  const breathe = breather();
  for (let firstRow = 0; firstRow < count; firstRow += size) {
    const length = Math.min(size, count - firstRow);
    const places = Int32Array.from({length}, (_, row) => firstRow + row);
    await readRows(chains, places, {values: states, start: 0, stride: numHidden});
    for (const [row, chain] of places.entries()) {
      const own = states.subarray(row * numHidden, (row + 1) * numHidden);
      if (isReal(arena)) floats.set(own, plan.hidden / 4 + chain * plan.hiddenBlocks * BLOCK);
      else setBits(words, own, plan.hiddenBits / 4 + chain * plan.hiddenBlocks);
      await breathe();
    }
  }
}

function setBits(words: Uint32Array, states: Float32Array, start: number): void {
  for (let unit = 0; unit < states.length; ++unit) {
    if (states[unit] !== 0) words[start + Math.floor(unit / BLOCK)]! |= 1 << (unit % BLOCK);
  }
}

/** Reads the hidden states of the chains, row by row. */
async function readChains(arena: Arena, chains: number): Promise<Float32Array> {
  const {floats, words, plan, numHidden} = arena;
  const states = new Float32Array(chains * numHidden);
  const breathe = breather();
  for (let chain = 0; chain < chains; ++chain) {
    const start = chain * numHidden;
    if (isReal(arena)) {
      states.set(readVector(floats, plan.hidden + chain * plan.hiddenBlocks * BLOCK * 4, numHidden), start);
    } else {
      const from = plan.hiddenBits / 4 + chain * plan.hiddenBlocks;
      for (let unit = 0; unit < numHidden; ++unit) {
        states[start + unit] = (words[from + Math.floor(unit / BLOCK)]! >>> (unit % BLOCK)) & 1;
      }
    }
    await breathe();
  }
  return states;
}

function isReal({plan}: Arena): boolean {
  return plan.hidden !== 0;
}
