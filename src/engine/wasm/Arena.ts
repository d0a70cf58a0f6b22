import type * as tf from '@tensorflow/tfjs-core';
import type {Machine} from '../../energy/Machine.js';
import {breather, COPIED_AT_ONCE} from '../../platform/nextTask.js';
import {readRows} from '../../rows/readRows.js';
import {BLOCK, PLAN} from './generated/contract.js';
import {planMemory, type PlanArgs, type PlannedMemory} from './memoryPlan.js';
import {placeOf, writeRecord} from '../../kernelRecords.js';

/** Bytes of a page of WebAssembly memory. */
export const PAGE = 2 ** 16;

/** A machine's parameters as plain numbers, in the order of their tensors. */
export interface ParameterValues {
  weights: Float32Array;
  visibleBias: Float32Array;
  hiddenBias: Float32Array;
  /** Where it is learned. */
  logVariance?: Float32Array;
}

/** The memory that an engine works on, and how to read and write it. */
export interface Arena extends PlannedMemory {
  numVisible: number;
  numHidden: number;
  memory: WebAssembly.Memory;
  floats: Float32Array;
  words: Uint32Array;
}

/** Where each of a machine's parameters is. */
type Addresses = Record<keyof Required<ParameterValues>, number>;

/**
 * Allocates the memory, with the plan in it.
 *
 * @param context - `isShared`: whether threads are to share it.
 * @throws RangeError where there is none of that size, or none that can be shared.
 */
export function allocate(args: PlanArgs, {isShared}: {isShared: boolean}): Arena {
  const {numVisible, numHidden} = args;
  const planned = planMemory(args);
  const {address, plan} = planned;
  const pages = Math.ceil(planned.bytes / PAGE);
  const memory = new WebAssembly.Memory({initial: pages, maximum: pages, shared: isShared});
  const floats = new Float32Array(memory.buffer);
  const words = new Uint32Array(memory.buffer);
  writeRecord({floats, words}, address, {fields: PLAN, values: plan});
  words.fill(0xffffffff, plan.visibleMask / 4, plan.visibleMask / 4 + numVisible);
  words.fill(0xffffffff, plan.hiddenMask / 4, plan.hiddenMask / 4 + numHidden);
  floats.fill(1, plan.visibleDeviation / 4, plan.visibleDeviation / 4 + numVisible);
  floats.fill(1, plan.hiddenDeviation / 4, plan.hiddenDeviation / 4 + numHidden);
  return {...planned, numVisible, numHidden, memory, floats, words};
}

/** Sets the value of each visible unit from which the data are listed as differences: see `commonValues.ts`. */
export function writeCommonValues({floats, words, plan, address}: Arena, values: Float32Array): void {
  floats.set(values, plan.commonValues / 4);
  words[address / 4 + placeOf(PLAN, 'hasCommonValues')] = values.some((value) => value !== 0) ? 1 : 0;
}

/** Copies a machine's parameters into the memory, without blocking the event loop. */
export async function writeParameters(arena: Arena, {parameters}: Machine): Promise<void> {
  await writeAll(arena, parameters, arena.plan);
}

/** Copies what is there of parameters, or of their velocities, to their addresses. */
export async function writeAll(
  arena: Arena,
  parameters: Machine['parameters'],
  addresses: Addresses,
): Promise<void> {
  const {weights, visibleBias, hiddenBias, logVariance} = parameters;
  await writeWeights(arena, weights, addresses.weights);
  await writeVector(arena, visibleBias, addresses.visibleBias);
  await writeVector(arena, hiddenBias, addresses.hiddenBias);
  await writeVector(arena, logVariance, addresses.logVariance);
}

/** Copies a vector, if it is there, to an address. */
export async function writeVector(
  {floats}: Arena,
  values: tf.Tensor1D | undefined,
  address: number,
): Promise<void> {
  if (values !== undefined) floats.set(await values.data(), address / 4);
}

/** Cuts `[numVisible, numHidden]` into the kernels' blocks. */
async function writeWeights(
  {floats, plan, numVisible, numHidden}: Arena,
  tensor: tf.Tensor2D,
  address: number,
): Promise<void> {
  const size = Math.min(numVisible, Math.ceil(COPIED_AT_ONCE / numHidden));
  const weights = new Float32Array(size * numHidden);
  const visible = plan.visibleBlocks * BLOCK;
  const breathe = breather();
  for (let firstRow = 0; firstRow < numVisible; firstRow += size) {
    const places = Int32Array.from(
      {length: Math.min(size, numVisible - firstRow)},
      (_, row) => firstRow + row,
    );
    await readRows(tensor, places, {values: weights, start: 0, stride: numHidden});
    for (const [row, place] of places.entries()) {
      for (let block = 0; block < plan.hiddenBlocks; ++block) {
        const first = row * numHidden + block * BLOCK;
        const columns = Math.min(BLOCK, numHidden - block * BLOCK);
        floats.set(weights.subarray(first, first + columns), address / 4 + (block * visible + place) * BLOCK);
      }
    }
    await breathe();
  }
}

/**
 * Reads the parameters, without blocking the event loop.
 *
 * @param args - `isOld`: whether to read those before the last step.
 */
export async function readParameters(arena: Arena, {isOld}: {isOld: boolean}): Promise<ParameterValues> {
  const {plan} = arena;
  if (!isOld) return readAll(arena, plan);
  const {oldVisibleBias: visibleBias, oldHiddenBias: hiddenBias, oldLogVariance: logVariance} = plan;
  // The transposed weights are those before the last update.
  const weights = await readTransposed(arena);
  return {weights, ...readVectors(arena, {visibleBias, hiddenBias, logVariance})};
}

/** Reads parameters, or their velocities, from their addresses. */
export async function readAll(arena: Arena, addresses: Addresses): Promise<ParameterValues> {
  const {floats, plan, numVisible, numHidden} = arena;
  const weights = new Float32Array(numVisible * numHidden);
  const visible = plan.visibleBlocks * BLOCK;
  const breathe = breather();
  for (let row = 0; row < numVisible; ++row) {
    for (let block = 0; block < plan.hiddenBlocks; ++block) {
      const from = addresses.weights / 4 + (block * visible + row) * BLOCK;
      const columns = Math.min(BLOCK, numHidden - block * BLOCK);
      weights.set(floats.subarray(from, from + columns), row * numHidden + block * BLOCK);
    }
    if (isChunkEnd(row, numHidden)) await breathe();
  }
  return {weights, ...readVectors(arena, addresses)};
}

async function readTransposed({floats, plan, numVisible, numHidden}: Arena): Promise<Float32Array> {
  const weights = new Float32Array(numVisible * numHidden);
  const hidden = plan.hiddenBlocks * BLOCK;
  const breathe = breather();
  for (let row = 0; row < numVisible; ++row) {
    const from = plan.transposed / 4 + Math.floor(row / BLOCK) * hidden * BLOCK + (row % BLOCK);
    for (let unit = 0; unit < numHidden; ++unit) {
      weights[row * numHidden + unit] = floats[from + unit * BLOCK]!;
    }
    if (isChunkEnd(row, numHidden)) await breathe();
  }
  return weights;
}

function readVectors(
  {floats, plan, numVisible, numHidden}: Arena,
  {visibleBias, hiddenBias, logVariance}: Omit<Addresses, 'weights'>,
): Omit<ParameterValues, 'weights'> {
  return {
    visibleBias: readVector(floats, visibleBias, numVisible),
    hiddenBias: readVector(floats, hiddenBias, numHidden),
    ...(plan.learnsVariance === 1 && {logVariance: readVector(floats, logVariance, numVisible)}),
  };
}

/** Copies so many values from an address. */
export function readVector(floats: Float32Array, address: number, length: number): Float32Array {
  return floats.slice(address / 4, address / 4 + length);
}

function isChunkEnd(row: number, columns: number): boolean {
  return Math.floor(((row + 1) * columns) / COPIED_AT_ONCE) > Math.floor((row * columns) / COPIED_AT_ONCE);
}
