import * as tf from '@tensorflow/tfjs-core';
import {sampleLayer, visibleGiven} from '../energy/conditionals.js';
import type {Machine} from '../energy/Machine.js';
import {deriveKey, type Key} from '../random/Key.js';
import {uniform} from '../random/uniform.js';
import {NONE} from '../energy/UnitKind.js';
import {stateChoices, type EnumerableLayer} from './enumerable.js';
import {exactLogPartition} from './exactLogPartition.js';
import {visitStates} from './visitStates.js';

/**
 * Draws independent visible states from exactly the machine's distribution, by enumerating one layer twice.
 *
 * @param args - `rows`: how many; `key`: the stream.
 * @returns `[rows, numVisible]`, owned by the caller.
 */
export async function drawExactly(
  machine: Machine,
  {enumerated, rows, key}: {enumerated: EnumerableLayer; rows: number; key: Key},
): Promise<tf.Tensor2D> {
  const logZ = await exactLogPartition(machine, {enumerated});
  const draws = uniform(deriveKey(key, 0), {rows: 1, columns: rows}).sort();
  // Rounding may leave the last draws beyond the sum of all probabilities.
  const drawn = new Array<number>(rows).fill(enumerated.states - 1);
  let [passed, next] = [0, 0];
  await visitStates(machine, enumerated, {
    visit({first, logWeights}) {
      for (const [place, log] of logWeights.entries()) {
        passed += Math.exp(log - logZ);
        while (next < rows && draws[next]! < passed) drawn[next++] = first + place;
      }
    },
  });
  const {layer} = enumerated;
  const {units} = machine[layer];
  const values = new Float32Array(rows * units);
  for (const [row, state] of drawn.entries()) {
    for (const unit of stateChoices(enumerated, state)) if (unit !== NONE) values[row * units + unit] = 1;
  }
  const states = tf.tensor2d(values, [rows, units]);
  if (layer === 'visible') return states;
  return tf.tidy(() => {
    const given = visibleGiven(machine, states);
    states.dispose();
    return sampleLayer(machine, 'visible', {given, key: deriveKey(key, 1)});
  });
}
