import {machineKey, type Machine} from '../energy/Machine.js';
import {breather} from '../nextTask.js';
import {bernoulli} from '../random/bernoulli.js';
import {deriveKey} from '../random/Key.js';

/**
 * Draws the hidden states that persistent chains start from: those of hidden units without input. Does not block the event
 * loop.
 *
 * @returns `chains * numHidden` zeros and ones, row by row.
 */
export async function firstChains(machine: Machine, chains: number): Promise<Float32Array> {
  const bias = await machine.parameters.hiddenBias.data();
  const columns = bias.length;
  const probabilities = Float32Array.from(bias, (value) => 1 / (1 + Math.exp(-value)));
  const key = deriveKey(machineKey(machine, 'chains'), machine.steps);
  const states = new Float32Array(chains * columns);
  const breathe = breather();
  for (let chain = 0; chain < chains; ++chain) {
    states.set(bernoulli(key, {rows: 1, columns, firstRow: chain, probabilities}), chain * columns);
    await breathe();
  }
  return states;
}
