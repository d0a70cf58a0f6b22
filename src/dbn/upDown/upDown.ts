import type * as tf from '@tensorflow/tfjs-core';
import {History} from '@tensorflow/tfjs-layers';
import {argumentError} from '../../check.js';
import {replaceTrainingState} from '../../energy/Machine.js';
import {nextTask} from '../../platform/nextTask.js';
import {checkScaling} from '../../rbm/state/checkState.js';
import {checkVisible} from '../../rbm/data/checkVisible.js';
import {checkNotAborted} from '../../rbm/training/checkNotAborted.js';
import {callbackList, isStopped, type Stoppable} from '../../rbm/training/callbackList.js';
import {defaultBatchSize} from '../../rbm/training/engineArgs.js';
import {progressLine, silent} from '../../rbm/training/progressLine.js';
import {tensorBatches} from '../../rbm/training/tensorBatches.js';
import {trainEpoch} from '../../rbm/training/trainEpoch.js';
import {checkLabels, type Rows} from '../../rbm/training/trainingRows.js';
import {topOf, type Stack} from '../stack/Stack.js';
import {checkUpDownArgs, checkUpDownUnits} from './checkUpDownArgs.js';
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
  const settings = checkUpDownArgs(stack, args);
  checkUpDownUnits(stack);
  checkScaling(stack.rbms[0]!.machine, {where: caller});
  const {epochs, initialEpoch} = settings;
  const training = await rowsOf(stack, {x, name: 'x', labels: args.labels, nameOfLabels: 'labels'});
  const validation =
    args.validationData &&
    (await rowsOf(stack, {
      x: args.validationData,
      name: 'validationData',
      labels: args.validationLabels,
      nameOfLabels: 'validationLabels',
    }));
  const samples = training.checked.rows;
  const batchSize = settings.batchSize ?? defaultBatchSize(samples);
  const machine = topOf(stack);
  const batches = tensorBatches(machine, training, {...settings, size: batchSize});
  const steps = Math.ceil(samples / batchSize);
  const params = {epochs, initialEpoch, samples, steps, batchSize};
  const call = callbackList(args.callbacks, {where: caller, model: stack, params});

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
      const own = {...settings, k: settings.k(epoch)};
      const before = machine.steps;
      const trained = {machine, model: stack, caller, settings: own, signal: settings.signal};
      const logs = await trainEpoch(
        {...trained, ...NO_CHECKPOINTS, batches, engine, call, line, layerLogs: {}},
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
      if (settings.yieldEachEpoch) {
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

/** Rows of data that a user gave, with their labels, and what they are called. */
interface RowsArgs {
  x: tf.Tensor;
  name: string;
  labels: tf.Tensor | undefined;
  nameOfLabels: string;
}

async function rowsOf(stack: Stack, {x, name, labels, nameOfLabels}: RowsArgs): Promise<Rows> {
  const visible = stack.rbms[0]!.machine.data;
  const where = `upDown: ${name}`;
  const checked = await checkVisible(x, {where, visible, engine: 'tensor'});
  if (checked.incomplete > 0) {
    const got = `${checked.incomplete} that are not`;
    throw argumentError(RangeError, {where, condition: 'rows in which nothing is missing', got});
  }
  const named = {name: nameOfLabels, rows: checked.x, caller: 'upDown'};
  return {checked, classes: await checkLabels(topOf(stack), labels, named)};
}

function title(stack: Stack): string {
  const {numClasses} = topOf(stack);
  const layers = stack.rbms.map(({numVisible}) => String(numVisible));
  const besideLabels = numClasses === 0 ? '' : `+${numClasses}`;
  return `DBN ${layers.join('-')}${besideLabels}-${stack.rbms.at(-1)!.numHidden}`;
}
