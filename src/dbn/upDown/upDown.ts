import type * as tf from '@tensorflow/tfjs-core';
import {History} from '@tensorflow/tfjs-layers';
import {argumentError} from '../../check.js';
import {replaceTrainingState} from '../../energy/Machine.js';
import type {Batch, StepRates} from '../../engine/Engine.js';
import {nextTask} from '../../platform/nextTask.js';
import {checkScaling} from '../../rbm/state/checkState.js';
import {checkMatrix} from '../../rbm/data/checkVisible.js';
import {checkNotAborted} from '../../rbm/state/checkNotAborted.js';
import {callbackList, isStopped, type Stoppable} from '../../rbm/training/callbackList.js';
import {steady} from '../../rbm/training/fitOptions.js';
import {progressLine, silent} from '../../progress.js';
import {tensorBatches} from '../../rbm/training/Batches.js';
import {trainEpoch} from '../../rbm/training/trainEpoch.js';
import {checkRows, type Rows} from '../../rbm/training/trainingRows.js';
import {topOf, type Stack} from '../stack/Stack.js';
import {checkUpDownUnits, upDownSettings} from './upDownOptions.js';
import {measureStack} from './measureStack.js';
import type {UpDownArgs} from './UpDownArgs.js';
import {upDownEngine} from './upDownEngine.js';

/**
 * Trains a whole stack as a generative model, by the up-down algorithm; {@link DBN.upDown} says how.
 *
 * Everything is checked before anything changes. A callback that throws, or a step that would make a parameter NaN or
 * infinite, ends the training and leaves the parameters of the last step.
 *
 * @param x - `[rows, numVisible]`; it stays the caller's.
 * @returns The history of the epochs.
 */
export async function upDown(stack: Stack & Stoppable, x: tf.Tensor, args: UpDownArgs): Promise<History> {
  const caller = 'upDown';
  const lowest = stack.rbms[0]!.machine;
  const matrix = checkMatrix(x, {where: `${caller}: x`, visible: lowest.data});
  const settings = upDownSettings(stack, args, {rows: matrix.shape[0]});
  checkUpDownUnits(stack);
  checkScaling(lowest, {where: caller});
  const {epochs, initialEpoch, batchSize, weightDecay, labels, validationData} = settings;
  const machine = topOf(stack);
  const {training, validation} = await checkRows(
    {x: matrix, labels, validationData, validationSplit: 0},
    {machine: {data: lowest.data, numClasses: machine.numClasses}, caller, engine: 'tensor'},
  );
  checkNothingMissing(training, 'x');
  if (validation !== undefined) checkNothingMissing(validation, 'validationData');
  const samples = training.checked.rows;
  const batches = tensorBatches(machine, training, settings);
  const steps = Math.ceil(samples / batchSize);
  const params = {epochs, initialEpoch, samples, steps, batchSize};
  const call = callbackList(settings.callbacks, {where: caller, model: stack, params});

  stack.stopTraining = false;
  const progress = {title: title(stack), initialEpoch, epochs, batches};
  const line = settings.verbose === 0 ? silent : progressLine(progress);
  const history = new History();
  const below = stack.rbms.slice(0, -1).map((rbm) => rbm.machine);
  const engine = upDownEngine(stack, training);
  // What contrastive divergence would go on from belongs to parameters that will be gone.
  for (const rbm of stack.rbms) replaceTrainingState(rbm.machine, {});
  try {
    await history.onTrainBegin();
    await call('onTrainBegin', {});
    for (let epoch = initialEpoch; epoch < epochs; ++epoch) {
      checkNotAborted(settings.signal, caller);
      await call('onEpochBegin', epoch, {});
      const k = settings.k(epoch);
      const before = machine.steps;
      const trained = {
        ...{machine, model: stack, caller, signal: settings.signal},
        settings: {...settings, learningRate: steady(settings.learningRate)},
        engine: {
          ...engine,
          step: (batch: Batch, rates: StepRates) => engine.step(batch, {...rates, k, weightDecay}),
        },
      };
      const logs = await trainEpoch(
        {...trained, ...NO_CHECKPOINTS, batches, call, line, layerLogs: {}},
        {epoch, from: undefined},
      ).finally(() => {
        for (const lower of below) {
          lower.steps += machine.steps - before;
          lower.epochs++;
          lower.hasLearned ||= machine.steps > before;
        }
      });
      Object.assign(logs, await measureStack(stack, {training, validation}));
      line.epoch({epoch, logs});
      await call('onEpochEnd', epoch, logs);
      await history.onEpochEnd(epoch, logs);
      if (settings.yieldEvery.isEachEpoch) {
        await call('onYield', epoch, steps - 1, logs);
        await nextTask();
      }
      if (isStopped(stack)) break;
    }
    await call('onTrainEnd', {});
  } finally {
    line.end();
  }
  return history;
}

const NO_CHECKPOINTS = {isSaveDue: () => false, save: () => Promise.resolve()};

function checkNothingMissing({checked: {incomplete}}: Rows, name: string): void {
  if (incomplete === 0) return;
  const [where, got] = [`upDown: ${name}`, `${incomplete} that are not`];
  throw argumentError(RangeError, {where, condition: 'rows in which nothing is missing', got});
}

function title(stack: Stack): string {
  const {numClasses} = topOf(stack);
  const layers = stack.rbms.map(({numVisible}) => String(numVisible));
  const besideLabels = numClasses === 0 ? '' : `+${numClasses}`;
  return `DBN ${layers.join('-')}${besideLabels}-${stack.rbms.at(-1)!.numHidden}`;
}
