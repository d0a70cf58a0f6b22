import {machineKey, type Machine} from '../energy/Machine.js';
import {bernoulli} from '../random/bernoulli.js';
import {deriveKey} from '../random/Key.js';

/**
 * Draws the hidden states that persistent chains start from: those of hidden units without input.
 *
 * @returns `chains * numHidden` zeros and ones, row by row.
 */
export async function firstChains(machine: Machine, chains: number): Promise<Float32Array> {
  const bias = await machine.parameters.hiddenBias.data();
  const columns = bias.length;
  const means = Float32Array.from(bias, (value) => 1 / (1 + Math.exp(-value)));
  const probabilities = new Float32Array(chains * columns);
  for (let chain = 0; chain < chains; ++chain) probabilities.set(means, chain * columns);
  const key = deriveKey(machineKey(machine, 'chains'), machine.steps);
  return bernoulli(key, {rows: chains, columns, probabilities});
}
