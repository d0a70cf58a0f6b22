import type {Machine} from '../../energy/Machine.js';
import {breather, COPIED_AT_ONCE} from '../../nextTask.js';
import {readRows} from '../readRows.js';
import {BLOCK, planMemory, type PlanArgs, type PlannedMemory} from './memoryPlan.js';

/** Bytes of a page of WebAssembly memory. */
export const PAGE = 2 ** 16;

/** A machine's parameters as plain numbers, in the order of their tensors. */
export interface ParameterValues {
  weights: Float32Array;
  visibleBias: Float32Array;
  hiddenBias: Float32Array;
}

/** The memory that the threads of an engine share, and how to read and write it. */
export interface WasmMemory extends PlannedMemory {
  memory: WebAssembly.Memory;
  floats: Float32Array;
  words: Uint32Array;
}

/** Allocates the memory, with the plan in it. */
export function allocate(args: PlanArgs): WasmMemory {
  const planned = planMemory(args);
  const {address, plan} = planned;
  const pages = Math.ceil(planned.bytes / PAGE);
  const memory = new WebAssembly.Memory({initial: pages, maximum: pages, shared: true});
  const floats = new Float32Array(memory.buffer);
  const words = new Uint32Array(memory.buffer);
  words.set(Object.values(plan) as number[], address / 4);
  words.fill(0xffffffff, plan.visibleMask / 4, plan.visibleMask / 4 + args.numVisible);
  words.fill(0xffffffff, plan.hiddenMask / 4, plan.hiddenMask / 4 + args.numHidden);
  return {...planned, memory, floats, words};
}

/** Sets the value of each visible unit from which the data are listed as differences: see `commonValues.ts`. */
export function writeOffsets({floats, words, plan, address}: WasmMemory, offsets: Float32Array): void {
  floats.set(offsets, plan.offsets / 4);
  const place = Object.keys(plan).indexOf('hasOffsets');
  words[address / 4 + place] = offsets.some((value) => value !== 0) ? 1 : 0;
}

/** Copies a machine's parameters into the memory, without blocking the event loop. */
export async function writeParameters({floats, plan}: WasmMemory, {parameters}: Machine): Promise<void> {
  const [numVisible, numHidden] = parameters.weights.shape;
  const size = Math.min(numVisible, Math.ceil(COPIED_AT_ONCE / numHidden));
  const weights = new Float32Array(size * numHidden);
  const visible = plan.visibleBlocks * BLOCK;
  const breathe = breather();
  for (let firstRow = 0; firstRow < numVisible; firstRow += size) {
    const places = Int32Array.from(
      {length: Math.min(size, numVisible - firstRow)},
      (_, row) => firstRow + row,
    );
    await readRows(parameters.weights, places, {values: weights, start: 0, stride: numHidden});
    for (const [row, place] of places.entries()) {
      for (let block = 0; block < plan.hiddenBlocks; ++block) {
        const first = row * numHidden + block * BLOCK;
        const columns = Math.min(BLOCK, numHidden - block * BLOCK);
        floats.set(
          weights.subarray(first, first + columns),
          plan.weights / 4 + (block * visible + place) * BLOCK,
        );
      }
    }
    await breathe();
  }
  floats.set(await parameters.visibleBias.data(), plan.visibleBias / 4);
  floats.set(await parameters.hiddenBias.data(), plan.hiddenBias / 4);
}

/**
 * Reads the parameters, without blocking the event loop.
 *
 * @param args - `isOld`: whether to read those before the last step.
 */
export async function readParameters(
  memory: WasmMemory,
  {numVisible, numHidden, isOld}: {numVisible: number; numHidden: number; isOld: boolean},
): Promise<ParameterValues> {
  const {floats, plan} = memory;
  const weights = new Float32Array(numVisible * numHidden);
  const visible = plan.visibleBlocks * BLOCK;
  const hidden = plan.hiddenBlocks * BLOCK;
  const breathe = breather();
  for (let row = 0; row < numVisible; ++row) {
    if (isOld) {
      // The transposed weights are those before the last update.
      const from = plan.transposed / 4 + Math.floor(row / BLOCK) * hidden * BLOCK + (row % BLOCK);
      for (let unit = 0; unit < numHidden; ++unit) {
        weights[row * numHidden + unit] = floats[from + unit * BLOCK]!;
      }
    } else {
      for (let block = 0; block < plan.hiddenBlocks; ++block) {
        const from = plan.weights / 4 + (block * visible + row) * BLOCK;
        const columns = Math.min(BLOCK, numHidden - block * BLOCK);
        weights.set(floats.subarray(from, from + columns), row * numHidden + block * BLOCK);
      }
    }
    if (isChunkEnd(row, numHidden)) await breathe();
  }
  const bias = (address: number, length: number): Float32Array =>
    floats.slice(address / 4, address / 4 + length);
  return {
    weights,
    visibleBias: bias(isOld ? plan.oldVisibleBias : plan.visibleBias, numVisible),
    hiddenBias: bias(isOld ? plan.oldHiddenBias : plan.hiddenBias, numHidden),
  };
}

function isChunkEnd(row: number, columns: number): boolean {
  return Math.floor(((row + 1) * columns) / COPIED_AT_ONCE) > Math.floor((row * columns) / COPIED_AT_ONCE);
}

/**
 * Sets the hidden states that persistent chains start from, given as zeros and ones, row by row, without blocking the event
 * loop.
 */
export async function writeChains(
  {words, plan}: WasmMemory,
  states: Float32Array,
  numHidden: number,
): Promise<void> {
  const breathe = breather();
  for (let first = 0, word = plan.hiddenBits / 4; first < states.length; first += numHidden) {
    for (let unit = 0; unit < numHidden; ++unit) {
      if (states[first + unit] !== 0) words[word + Math.floor(unit / BLOCK)]! |= 1 << (unit % BLOCK);
    }
    word += plan.hiddenBlocks;
    await breathe();
  }
}
