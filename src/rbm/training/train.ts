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
import {newScaling, type ScalingValues} from '../../energy/Scaling.js';
import {EngineFailure, type Engine, engineError} from '../../engine/Engine.js';
import {learningOf} from '../../engine/learningOptions.js';
import {newEngine, type StartedEngine} from '../../engine/newEngine.js';
import {nextTask} from '../../platform/nextTask.js';
import type {CheckedVisible} from '../data/checkVisible.js';
import {showHealth} from '../evaluation/health/health.js';
import {checkMonitoredData, measure} from '../evaluation/monitors/monitors.js';
import {checkNotAborted} from '../state/checkNotAborted.js';
import type {Batches} from './Batches.js';
import {callbackList, isStopped, type TrainingParams} from './callbackList.js';
import type {Logs} from '../evaluation/Logs.js';
import type {TrainSettings} from './fitOptions.js';
import {earlyStopping} from './earlyStopping.js';
import {
  emptyHistory,
  historyOf,
  historyValues,
  type EpochProgress,
  type Interruption,
  type Position,
} from '../saving/Position.js';
import {progressLine, silent} from '../../progress.js';
import {trainEpoch, type Trainee, type Training} from './trainEpoch.js';

/** What a machine is trained with: options that have been checked, and rows that its units can be. */
interface TrainArgs {
  settings: TrainSettings;
  /** Where it goes on, if it does. */
  interrupted: Interruption | undefined;
  batches: Batches;
  /** Rows that are trained on, all or some, and what is known of the data. */
  training: CheckedVisible;
  /** Rows that are not, if there are any. */
  validation: CheckedVisible | undefined;
  /** What the data were standardised by, where the machine has yet to learn it. */
  newScaling: ScalingValues | undefined;
  /** Whether something may be missing in the rows. */
  isIncomplete: boolean;
}

/**
 * Trains a machine, epoch by epoch, once the rows are known to be such as the monitors need, and the callbacks to be some.
 *
 * A callback that throws, a signal that is aborted, or a step that would make a parameter NaN or infinite, ends the training and
 * leaves the parameters of the last step.
 *
 * @returns The history of the epochs, those before an interruption included.
 */
export async function train(trainee: Trainee, given: TrainArgs): Promise<History> {
  const {machine, model, caller} = trainee;
  const {settings, interrupted, batches, training: data, validation} = given;
  const {epochs, initialEpoch, monitors, signal, checkpoint} = settings;
  const layerLogs: Logs = trainee.layer === undefined ? {} : {layer: trainee.layer};
  await checkMonitoredData(monitors, {training: data, validation, caller});
  const warning = machine.visible.kind.warning?.(data);
  if (warning !== undefined) console.warn(`${caller}: ${warning}`);
  const params: TrainingParams = {
    epochs,
    initialEpoch,
    ...(batches.rows !== undefined && {samples: batches.rows}),
    ...(batches.count !== undefined && {steps: batches.count}),
    batchSize: batches.size,
    ...layerLogs,
  };
  const call = callbackList(settings.callbacks, {where: caller, model, params});
  checkNotAborted(signal, caller);
  const history = historyOf(interrupted?.position.history ?? emptyHistory());
  history.setParams(params);
  const start = (): void => {
    model.interrupted = undefined;
    trainee.onStart?.();
  };
  if (interrupted?.position.isOver === true) {
    start();
    return history;
  }

  const first = interrupted?.position.epoch ?? initialEpoch;
  let from = interrupted?.position.progress;
  const stopping = earlyStopping(machine, {
    settings: settings.earlyStopping,
    where: `${caller}: earlyStopping`,
    interrupted,
  });
  const savePlace = async (place: Pick<Position, 'epoch' | 'progress' | 'isOver'>): Promise<void> => {
    if (checkpoint === undefined) return;
    const {rows = 0, size: batchSize} = batches;
    const told = {history: historyValues(history), best: stopping.best};
    const position = {rows, batchSize, ...told, ...place};
    await trainee.saveCheckpoint({to: checkpoint.to, position, best: stopping.parameters});
  };
  try {
    // Also to learn whether there is a place to save to, while there is nothing to lose.
    if (trainee.isStartSaved !== true) await savePlace({epoch: first, progress: from, isOver: false});
    checkNotAborted(signal, caller);
  } catch (error) {
    stopping.dispose();
    throw error;
  }
  // All has been checked: from here on, there is nothing to go back to.
  start();
  model.stopTraining = false;
  const line =
    settings.verbose === 0
      ? silent
      : progressLine({title: title(trainee), initialEpoch: first, epochs, batches});
  /** The machine after the last completed epoch, which it goes back to when the engine fails. */
  let completed = copyMachine(machine);
  let engine: Engine | undefined;
  const save: Training['save'] = async (place) => {
    await engine?.pull();
    await engine?.remember();
    await savePlace({...place, isOver: false});
  };
  try {
    await call('onTrainBegin', layerLogs);
    if (given.newScaling !== undefined) replaceScaling(machine, newScaling(given.newScaling));
    if (settings.biasFromData && !machine.hasLearned) setVisibleBias(machine, data);
    const started = await newEngine(machine, {
      ...settings,
      x: data.x,
      isIncomplete: given.isIncomplete,
    });
    engine = started.engine;
    params['engine'] = started.name;
    params['threads'] = started.threads;
    if (started.refusal !== undefined) line.note(standIn(started));
    const learning = learningOf(settings);
    const {engine: trained} = started;
    const training: Training = {
      machine,
      model,
      caller,
      settings,
      batches,
      engine: {...engine, step: (batch, rates) => trained.step(batch, {...learning, ...rates})},
      call,
      line,
      layerLogs,
      signal,
      save,
      isSaveDue: (steps) => checkpoint?.every !== undefined && steps % checkpoint.every === 0,
    };
    for (let epoch = first; epoch < epochs; ++epoch, from = undefined) {
      if (signal?.aborted === true) await save({epoch, progress: from});
      checkNotAborted(signal, caller);
      await call('onEpochBegin', epoch, layerLogs);
      const measured: Logs = {
        ...(await trainWholeEpoch(training, {epoch, from})),
        ...(await measure(machine, {
          monitors,
          training: data,
          validation: validation?.x,
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
      if (settings.yieldEvery.isEachEpoch) {
        await call('onYield', epoch, (batches.count ?? 0) - 1, logs);
        await nextTask();
      }
      if (stopping.isOver(epoch, logs) || isStopped(model)) break;
      if (checkpoint !== undefined && checkpoint.every === undefined && epoch < epochs - 1) {
        await save({epoch: epoch + 1, progress: undefined});
      }
    }
    await engine.remember();
    const returned = stopping.restore();
    if (returned !== undefined) line.note(returned);
    // Not by way of the engine: the machine may have got the parameters of its best epoch.
    await savePlace({epoch: epochs, progress: undefined, isOver: true});
    if (settings.verbose === 1 && epochs > initialEpoch) await showHealth(machine, data, {line});
    await call('onTrainEnd', layerLogs);
  } catch (error) {
    if (!(error instanceof EngineFailure)) {
      await engine?.remember();
      throw error;
    }
    revert(machine, completed);
    throw engineError(error, caller);
  } finally {
    line.end();
    await engine?.dispose();
    freeMachine(completed);
    stopping.dispose();
  }
  return history;
}

/** Says who trains in place of the threads, or the engine, that were chosen. */
function standIn({name, threads, refusal}: StartedEngine): string {
  const why = `(${refusal!})`;
  if (name === 'tensor') return `trains with tf ops, since the wasm engine is refused ${why}`;
  if (threads === 0) return `trains on the caller's thread, since others are refused ${why}`;
  return `trains on ${threads} threads, since more are refused ${why}`;
}

/** Trains for an epoch and gives the machine what it has learned, whatever ends it. */
async function trainWholeEpoch(
  training: Training,
  args: {epoch: number; from: EpochProgress | undefined},
): Promise<Logs> {
  try {
    return await trainEpoch(training, args);
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

function setVisibleBias(machine: Machine, checked: CheckedVisible): void {
  const bias = machine.visible.kind.biasFromData(checked);
  replaceParameters(
    machine,
    mapParameters(machine.parameters, (parameter, name) =>
      name === 'visibleBias' ? tf.tensor1d(bias) : sameValues(parameter),
    ),
  );
}

function title({machine, layer}: Trainee): string {
  const ofLabels = machine.numClasses === 0 ? '' : `+${machine.numClasses}`;
  const size = `${machine.data.units}${ofLabels}-${machine.hidden.units}`;
  return layer === undefined ? `RBM ${size}` : `rbms[${layer}] ${size}`;
}
