import * as tf from '@tensorflow/tfjs-core';
import {History} from '@tensorflow/tfjs-layers';
import {
  copyMachine,
  copyParameters,
  freeMachine,
  mapParameters,
  replaceParameters,
  replaceScaling,
  sameValues,
  type Machine,
} from '../../energy/Machine.js';
import {newScaling} from '../../energy/Scaling.js';
import {EngineFailure, type Engine} from '../../engine/Engine.js';
import {chooseEngine, newEngine, type NewEngineArgs} from '../../engine/newEngine.js';
import {argumentError} from '../../check.js';
import {callbackList, isStopped, type Logs} from './callbackList.js';
import {checkMatrix, type CheckedVisible} from '../data/checkVisible.js';
import {checkFitArgs, type FitSettings} from './checkFitArgs.js';
import {checkWatched, earlyStopping} from './earlyStopping.js';
import type {FitArgs} from './FitArgs.js';
import {showHealth} from '../health/health.js';
import {checkMonitoredData, loggedNames, measure} from '../monitors/monitors.js';
import {nextTask} from '../../nextTask.js';
import {progressLine, silent} from './progressLine.js';
import {trainingRows, type Rows} from './trainingRows.js';
import {trainEpoch, type Trainee, type Training} from './trainEpoch.js';

/**
 * Trains a machine by contrastive divergence.
 *
 * Everything is checked before anything changes. A callback that throws, or a step that would make a parameter NaN or
 * infinite, ends the training and leaves the parameters of the last step.
 *
 * @param x - `[rows, numVisible]`; it stays the caller's.
 * @returns The history of the epochs, of which {@link RBM.fit} says what they hold.
 */
export async function fit(trainee: Trainee, x: tf.Tensor, args: FitArgs): Promise<History> {
  const {machine, model, caller} = trainee;
  const settings = checkFitArgs(args, {where: caller, machine});
  const {epochs, initialEpoch, monitors} = settings;
  if (args.callbacks === undefined) {
    const {estimator} = settings;
    const logged = loggedNames(monitors, {estimator, hasValidation: args.validationData !== undefined});
    checkWatched(settings.earlyStopping, {logged, where: `${caller}: earlyStopping`});
  }
  const [samples] = checkMatrix(x, {where: `${caller}: x`, visible: machine.data}).shape;
  const batchSize = settings.batchSize ?? defaultBatchSize(samples);
  const wanted = engineArgs(settings, samples);
  const chosen = {...wanted, engine: await chooseEngine(machine, wanted, {where: caller})};
  const batches = Math.ceil(samples / batchSize);
  const layerLogs: Logs = trainee.layer === undefined ? {} : {layer: trainee.layer};
  const call = callbackList(args.callbacks, {
    where: caller,
    model,
    params: {epochs, initialEpoch, samples, steps: batches, batchSize, ...layerLogs},
  });
  const {checked} = trainee;
  const rows = await trainingRows(machine, {
    ...args,
    ...{x, checked, caller},
    engine: chosen.engine,
  });
  const {training: data, validation} = rows;
  const watched = {training: data.checked, validation: validation?.checked};
  await checkMonitoredData(monitors, {...watched, caller, isChosen: args.monitors !== undefined}).catch(
    (error: unknown) => {
      rows.dispose();
      throw error;
    },
  );
  const warning = machine.visible.kind.warning?.(data.checked);
  if (warning !== undefined) console.warn(`${caller}: ${warning}`);

  model.stopTraining = false;
  const progress = {title: title(trainee), initialEpoch, epochs, batches};
  const line = settings.verbose === 0 ? silent : progressLine(progress);
  const history = new History();
  /** The machine after the last completed epoch, which it goes back to when the engine fails. */
  let completed = copyMachine(machine);
  const stopping = earlyStopping(machine, settings.earlyStopping, `${caller}: earlyStopping`);
  let engine: Engine | undefined;
  try {
    await history.onTrainBegin();
    await call('onTrainBegin', layerLogs);
    if (rows.newScaling !== undefined) replaceScaling(machine, newScaling(rows.newScaling));
    if (settings.biasFromData && !machine.hasLearned) setVisibleBias(machine, data.checked);
    engine = await newEngine(machine, {
      ...chosen,
      x: data.checked.x,
      isIncomplete: data.checked.incomplete > 0,
    });
    for (let epoch = initialEpoch; epoch < epochs; ++epoch) {
      await call('onEpochBegin', epoch, layerLogs);
      const training = {...trainee, settings, batchSize, engine, call, line, layerLogs};
      const measured: Logs = {
        ...(await trainWholeEpoch(training, data, {epoch})),
        ...(await measure(machine, {
          monitors,
          training: data.checked,
          validation: validation?.checked.x,
          after: epoch - initialEpoch,
          isLast: epoch === epochs - 1 || isStopped(model),
        })),
      };
      freeMachine(completed);
      completed = copyMachine(machine);
      line.epoch({epoch, logs: measured});
      const logs = {...layerLogs, ...measured};
      await call('onEpochEnd', epoch, logs);
      await history.onEpochEnd(epoch, logs);
      if (settings.yieldEachEpoch) {
        await call('onYield', epoch, batches - 1, logs);
        await nextTask();
      }
      if (stopping.isOver(epoch, logs) || isStopped(model)) break;
    }
    await engine.remember();
    const returned = stopping.restore();
    if (returned !== undefined) line.note(returned);
    if (settings.verbose === 1 && epochs > initialEpoch) await showHealth(machine, data.checked, {line});
    await call('onTrainEnd', layerLogs);
  } catch (error) {
    if (!(error instanceof EngineFailure)) {
      await engine?.remember();
      throw error;
    }
    revert(machine, completed);
    throw explained(error, caller);
  } finally {
    line.end();
    await engine?.dispose();
    freeMachine(completed);
    rows.dispose();
    stopping.dispose();
  }
  return history;
}

/** Trains for an epoch and gives the machine what it has learned, whatever ends it. */
async function trainWholeEpoch(training: Training, rows: Rows, {epoch}: {epoch: number}): Promise<Logs> {
  try {
    return await trainEpoch(training, rows, {epoch});
  } finally {
    await training.engine.pull();
  }
}

/** Gives the machine the parameters and counters that it had when it was copied; what its data are standardised by stays. */
function revert(machine: Machine, copy: Machine): void {
  const {steps, epochs, hasLearned, lastLearningRate} = copy;
  Object.assign(machine, {steps, epochs, hasLearned, lastLearningRate});
  replaceParameters(machine, copyParameters(copy));
}

/** Says what the failure of an engine means for the user. */
export function explained(error: EngineFailure, caller: string): Error {
  return argumentError(Error, {
    where: `${caller}: the wasm engine`,
    condition: 'able to go on',
    got: `a failure (${error.message})`,
    advice: "the parameters are those of the last completed epoch; train again, or with engine: 'tensor'",
  });
}

function setVisibleBias(machine: Machine, checked: CheckedVisible): void {
  const bias = machine.visible.kind.biasFromData(checked);
  replaceParameters(
    machine,
    mapParameters(machine.parameters, (parameter, name) =>
      name === 'visibleBias' ? tf.tensor1d(bias) : sameValues(parameter),
    ),
  );
}

/**
 * Returns what decides which engine trains a machine.
 *
 * @param context - `where` begins the error; `samples` is how many rows there will be.
 * @throws TypeError, RangeError when an option is wrong, or the engine has no room for the machine.
 */
export function fitEngineArgs(
  machine: Machine,
  args: FitArgs,
  {where, samples}: {where: string; samples: number},
): NewEngineArgs {
  return engineArgs(checkFitArgs(args, {where, machine}), samples);
}

function engineArgs(settings: FitSettings, samples: number): NewEngineArgs {
  const batchSize = settings.batchSize ?? defaultBatchSize(samples);
  return {...settings, batchSize: Math.min(batchSize, samples), chains: settings.chains ?? batchSize};
}

/** A hundred steps an epoch, where that does not make the batches too small or too large (Hinton 2010, section 4). */
export function defaultBatchSize(rows: number): number {
  return Math.min(100, Math.max(10, Math.round(rows / 100)));
}

function title({machine, layer}: Trainee): string {
  const labels = machine.labels === 0 ? '' : `+${String(machine.labels)}`;
  const size = `${String(machine.data.units)}${labels}-${String(machine.hidden.units)}`;
  return layer === undefined ? `RBM ${size}` : `rbms[${String(layer)}] ${size}`;
}
