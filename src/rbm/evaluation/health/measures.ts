import * as tf from '@tensorflow/tfjs-core';
import {meanHidden} from '../../../energy/conditionals.js';
import {freeEnergy} from '../../../energy/freeEnergy.js';
import {freeEnergyWithoutLabels, meanOverClasses, seenData} from '../../../energy/labels.js';
import type {Machine} from '../../../energy/Machine.js';
import {visitChunks} from '../../../rows/visitChunks.js';
import type {Measures} from './HealthReport.js';

/**
 * Returns by what share of their length the last step changed the weights, where it is known.
 */
export async function updateRatio({
  trainingState,
  parameters,
  lastLearningRate,
}: Machine): Promise<number | undefined> {
  const {velocities} = trainingState;
  if (velocities === undefined || lastLearningRate === undefined) return undefined;
  const ratio = tf.tidy(() =>
    tf.div(tf.mul(tf.norm(velocities.weights), lastLearningRate), tf.norm(parameters.weights)),
  );
  try {
    const value = (await ratio.data())[0]!;
    // Weights of 0 have no size to compare with.
    return Number.isFinite(value) ? value : undefined;
  } finally {
    ratio.dispose();
  }
}

/**
 * Measures what tells whether a machine is in good health.
 *
 * @param x - `[rows, numVisible]`
 * @param args - `rows`: how many are looked at, evenly spaced over all.
 */
export async function measureHealth(
  machine: Machine,
  x: tf.Tensor2D,
  {rows}: {rows: number},
): Promise<Omit<Measures, 'updateRatio'>> {
  const {units} = machine.hidden;
  const [sums, squares] = [new Float64Array(units), new Float64Array(units)];
  const max = new Float64Array(units).fill(-Infinity);
  const energies: number[] = [];
  await visitChunks(
    x,
    async (chunk) => {
      const measured = tf.tidy(() => meansAndEnergies(machine, chunk.rows));
      try {
        const [means, free] = await Promise.all(measured.map((values) => values.data()));
        for (const energy of free!) energies.push(energy);
        for (let place = 0, unit = 0; place < means!.length; ++place, ++unit) {
          if (unit === units) unit = 0;
          const mean = means![place]!;
          sums[unit]! += mean;
          squares[unit]! += mean ** 2;
          if (mean > max[unit]!) max[unit] = mean;
        }
      } finally {
        tf.dispose(measured);
      }
    },
    {count: rows, units},
  );
  const mean = sums.map((sum) => sum / rows);
  const deviation = squares.map((sum, unit) => Math.sqrt(Math.max(0, sum / rows - mean[unit]! ** 2)));
  return {
    rows,
    activity: {mean, deviation, max},
    ...(await measureWeights(machine)),
    freeEnergy: spread(energies),
  };
}

async function measureWeights({
  parameters: {weights},
}: Machine): Promise<Pick<Measures, 'weightNorms' | 'largestWeights'>> {
  const measured = tf.tidy(() => [tf.norm(weights, 2, 0), tf.max(tf.abs(weights), 0)]);
  try {
    const [norms, largest] = await Promise.all(measured.map((values) => values.data<'float32'>()));
    return {weightNorms: norms!.slice(), largestWeights: largest!.slice()};
  } finally {
    tf.dispose(measured);
  }
}

function spread(values: readonly number[]): {mean: number; deviation: number} {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const square = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return {mean, deviation: Math.sqrt(square)};
}

/** The means of the hidden units and the free energy of each row, whatever its label where the machine has label units. */
function meansAndEnergies(machine: Machine, states: tf.Tensor2D): [tf.Tensor2D, tf.Tensor1D] {
  if (machine.numClasses === 0) return [meanHidden(machine, states), freeEnergy(machine, states)];
  const data = tf.slice(states, [0, 0], [-1, machine.data.units]);
  const means = meanOverClasses(machine, seenData(machine, data), (input) => machine.hidden.kind.mean(input));
  return [means, freeEnergyWithoutLabels(machine, data)];
}
