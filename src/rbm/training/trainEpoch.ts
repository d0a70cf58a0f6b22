import {argumentError} from '../../check.js';
import {machineKey, type Machine} from '../../energy/Machine.js';
import type {Engine} from '../../engine/Engine.js';
import {deriveKey} from '../../random/Key.js';
import {permutation} from '../../random/permutation.js';
import {balancedOrder} from './balancedOrder.js';
import type {CallHook, Logs, Stoppable} from './callbackList.js';
import type {CheckedVisible} from '../data/checkVisible.js';
import type {FitSettings} from './checkFitArgs.js';
import {nextTask} from '../../nextTask.js';
import type {ProgressLine} from './progressLine.js';
import type {Rows} from './trainingRows.js';

/** What is trained, and for whom. */
export interface Trainee {
  machine: Machine;
  /** What callbacks may stop. */
  model: Stoppable;
  /** The function that the user called, as errors name it. */
  caller: string;
  /** The machine's place in a stack, where it is in one: logs and errors name it. */
  layer?: number;
  /** What is known of the data, where they have been checked. */
  checked?: CheckedVisible;
}

/** A training that is going on. */
export interface Training extends Trainee {
  settings: FitSettings;
  batchSize: number;
  engine: Engine;
  call: CallHook;
  line: ProgressLine;
  /** What every log says of the layer. */
  layerLogs: Logs;
}

/** Trains on every row once, in a new order, and returns the means over the rows of what the engine measures. */
export async function trainEpoch(
  training: Training,
  {checked: {x}, classes}: Rows,
  {epoch}: {epoch: number},
): Promise<Logs> {
  const {machine, model, settings, batchSize, engine, call, layerLogs} = training;
  const learningRate = settings.learningRate(epoch);
  const momentum = settings.momentum(epoch);
  const [rows] = x.shape;
  const shuffled = settings.shuffle
    ? await permutation(deriveKey(machineKey(machine, 'shuffling'), machine.epochs), rows)
    : Int32Array.from({length: rows}, (_, row) => row);
  const isBalanced = classes !== undefined && (settings.balanceClasses ?? settings.shuffle);
  const order = isBalanced ? await balancedOrder(shuffled, classes) : shuffled;
  machine.epochs++;
  machine.lastLearningRate = learningRate;
  const firstStep = machine.steps;
  // Whoever is called between the steps may read the parameters.
  const isWatched = call.isListening('onBatchBegin', 'onBatchEnd', 'onYield');
  const depth = isWatched ? 1 : engine.depth;
  const underWay: StepUnderWay[] = [];
  const progress: Progress = {
    epoch,
    learningRate,
    isWatched,
    seen: 0,
    errorSum: 0,
    swaps: [],
    lastYield: performance.now(),
  };
  try {
    for (let batch = 0, first = 0; first < rows; ++batch, first += batchSize) {
      const size = Math.min(batchSize, rows - first);
      await call('onBatchBegin', batch, {...layerLogs, batch, size});
      const key = deriveKey(machineKey(machine, 'training'), firstStep + batch);
      const places = order.subarray(first, first + size);
      const result = engine.step(
        {x, places},
        {
          ...settings,
          key,
          learningRate,
          momentum,
          fastLearningRate: settings.fastLearningRate ?? learningRate,
        },
      );
      underWay.push({batch, size, result});
      if (underWay.length === depth) await finish(training, underWay.shift()!, progress);
      if (model.stopTraining) break;
    }
    while (underWay.length > 0) await finish(training, underWay.shift()!, progress);
  } finally {
    await Promise.allSettled(underWay.map(({result}) => result));
  }
  const {seen, errorSum, swaps} = progress;
  return {
    reconstructionError: errorSum / seen,
    ...(settings.estimator === 'tempering' && swapLogs(swaps)),
  };
}

/** How often neighbouring temperatures exchanged their states: the mean of all pairs, and the pair that did least. */
function swapLogs(swaps: Progress['swaps']): Logs {
  const rates = swaps.filter(({steps}) => steps > 0).map(({sum, steps}) => sum / steps);
  const mean = rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
  return {swapRate: mean, lowestSwapRate: Math.min(...rates)};
}

interface StepUnderWay {
  batch: number;
  size: number;
  result: ReturnType<Engine['step']>;
}

/** How far an epoch is. */
interface Progress {
  epoch: number;
  learningRate: number;
  isWatched: boolean;
  /** Rows. */
  seen: number;
  /** Of the rows' reconstruction errors. */
  errorSum: number;
  /** For each temperature and the next one: the sum of the shares of accepted exchanges, and of how many steps. */
  swaps: {sum: number; steps: number}[];
  lastYield: number;
}

/** Waits for a step, and tells everybody what came of it. */
async function finish(
  training: Training,
  {batch, size, result}: StepUnderWay,
  progress: Progress,
): Promise<void> {
  const {machine, settings, engine, call, line, layerLogs} = training;
  const {epoch} = progress;
  const {reconstructionError, swapRates = [], finite} = await result;
  if (progress.isWatched) await engine.pull();
  if (!finite) throw divergence(training, {...progress, batch});
  machine.steps++;
  machine.hasLearned = true;
  progress.seen += size;
  progress.errorSum += size * reconstructionError;
  for (const [pair, rate] of swapRates.entries()) {
    const swaps = (progress.swaps[pair] ??= {sum: 0, steps: 0});
    if (rate < 0) continue;
    swaps.sum += rate;
    swaps.steps++;
  }
  const logs = {...layerLogs, batch, size, reconstructionError};
  line.batch({epoch, batches: batch + 1, logs: {reconstructionError: progress.errorSum / progress.seen}});
  await call('onBatchEnd', batch, logs);
  if (performance.now() - progress.lastYield < settings.yieldEvery) return;
  await call('onYield', epoch, batch, logs);
  await nextTask();
  progress.lastYield = performance.now();
}

function divergence(
  {caller, layerLogs, machine}: Training,
  {epoch, batch, learningRate}: {epoch: number; batch: number; learningRate: number},
): Error {
  const place = {...layerLogs, epoch, step: batch};
  const where = Object.entries(place).map(([name, value]) => `${name} ${String(value)}`);
  const data = machine.visible.kind.type === 'gaussian' ? ', or data that are not standardised' : '';
  const cause = `the usual cause is a learning rate that is too large (${String(learningRate)})${data}`;
  return argumentError(Error, {
    where: `${caller}: parameters`,
    condition: 'finite',
    got: `NaN or infinity at ${where.join(', ')} (counted from 0)`,
    advice: `${cause}. The last finite parameters are in place`,
  });
}
