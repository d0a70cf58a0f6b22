import {machineKey, type Machine} from '../energy/Machine.js';
import {breather} from '../platform/nextTask.js';
import {bernoulli} from '../random/bernoulli.js';
import {deriveKey} from '../random/Key.js';
import {normal} from '../random/normal.js';

/**
 * Draws the hidden states that persistent chains start from: those of binary or Gaussian hidden units without input, as
 * `tensorEngine.ts` does. Does not block the event loop.
 *
 * @returns `chains * numHidden` states, row by row.
 */
export async function firstChains(machine: Machine, chains: number): Promise<Float32Array> {
  const bias = await machine.parameters.hiddenBias.data();
  const columns = bias.length;
  const probabilities = Float32Array.from(bias, (value) => 1 / (1 + Math.exp(-value)));
  const draw = (firstRow: number): Float32Array => {
    const shape = {rows: 1, columns, firstRow};
    if (machine.hidden.kind.isBinary) return bernoulli(key, {...shape, probabilities});
    return normal(key, shape).map((noise, unit) => bias[unit]! + noise);
  };
  const key = deriveKey(machineKey(machine, 'chains'), machine.steps);
  const states = new Float32Array(chains * columns);
  const breathe = breather();
  for (let chain = 0; chain < chains; ++chain) {
    states.set(draw(chain), chain * columns);
    await breathe();
  }
  return states;
}
