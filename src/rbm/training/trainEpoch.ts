import {argumentError} from '../../check.js';
import {machineKey, type Machine} from '../../energy/Machine.js';
import type {Engine, StepRates} from '../../engine/Engine.js';
import {deriveKey} from '../../random/Key.js';
import {checkNotAborted} from '../state/checkNotAborted.js';
import type {Batches, TrainingBatch} from './Batches.js';
import type {CallHook, Stoppable} from './callbackList.js';
import type {Logs} from '../evaluation/Logs.js';
import type {Checkpoint} from './checkCheckpoint.js';
import type {TrainSettings} from './fitOptions.js';
import {nextTask} from '../../platform/nextTask.js';
import type {Checkpointed, EpochProgress, Interruption, Position} from '../saving/Position.js';
import type {ProgressLine} from '../../progress.js';

/** What is trained, and for whom. */
export interface Trainee {
  machine: Machine;
  /** What callbacks may stop, and who forgets an interrupted training once another one has begun. */
  model: Stoppable & {interrupted: Interruption | undefined};
  /** Where a training stood that was interrupted, and that this one goes on with. */
  interrupted: Interruption | undefined;
  /** The function that the user called, as errors name it. */
  caller: string;
  /** The machine's place in a stack, where it is in one: logs and errors name it. */
  layer?: number;
  /** Is called when all has been checked, before anything changes. */
  onStart?: () => void;
  /** Whether the place where its training begins has been saved, at the end of the layer below. @defaultValue false */
  isStartSaved?: boolean;
  /** Saves the machine, or the stack that it is in, in the midst of its training. */
  saveCheckpoint: (args: Checkpointed & {to: Checkpoint['to']}) => Promise<void>;
}

/** A training that is going on. */
export interface Training extends Pick<Trainee, 'machine' | 'caller'> {
  /** What callbacks may stop. */
  model: Stoppable;
  settings: Pick<TrainSettings, 'learningRate' | 'momentum' | 'yieldEvery'>;
  batches: Batches;
  engine: Engine<StepRates>;
  call: CallHook;
  line: ProgressLine;
  /** What every log says of the layer. */
  layerLogs: Logs;
  signal: AbortSignal | undefined;
  /** Tells whether a checkpoint is due after so many steps of the machine. */
  isSaveDue: (steps: number) => boolean;
  /** Gives the machine all that the engine has of it, and saves where the training stands, if a user wants checkpoints. */
  save: (place: Pick<Position, 'epoch' | 'progress'>) => Promise<void>;
}

/**
 * Trains on the batches of an epoch, and returns the means over the rows of what the engine measures.
 *
 * @param args - `from`: how far the epoch is, where it has begun.
 * @throws AbortError, when what is under way is done, when the signal of the training says so; Error when a parameter would not be
 *   finite.
 */
export async function trainEpoch(
  training: Training,
  {epoch, from}: {epoch: number; from: EpochProgress | undefined},
): Promise<Logs> {
  const {machine, model, settings, batches, engine, call, layerLogs, signal} = training;
  // Users' schedules, which are asked once for each epoch, and may give something that is no such value.
  const rateAt = settings.learningRate(epoch);
  const momentum = settings.momentum(epoch);
  if (from === undefined) machine.epochs++;
  const progress = structuredClone(from) ?? {batches: 0, seen: 0, errorSum: 0, swaps: []};
  const firstStep = machine.steps - progress.batches;
  // Whoever is called between the steps may read the parameters.
  const isWatched = call.isListening('onBatchBegin', 'onBatchEnd', 'onYield');
  const depth = isWatched ? 1 : engine.depth;
  const underWay: StepUnderWay[] = [];
  const running = {epoch, isWatched, progress, lastYield: performance.now()};
  const finishAll = async (): Promise<void> => {
    while (underWay.length > 0) await finish(training, underWay, running);
  };
  let batch = progress.batches;
  try {
    for await (const {x, places, free} of batches.epoch({epoch, order: machine.epochs - 1, first: batch})) {
      if (signal?.aborted === true) {
        free?.();
        break;
      }
      const size = places.length;
      await call('onBatchBegin', batch, {...layerLogs, batch, size}).catch((error: unknown) => {
        free?.();
        throw error;
      });
      const step = firstStep + batch;
      const key = deriveKey(machineKey(machine, 'training'), step);
      const learningRate = rateAt(step);
      const result = engine.step({x, places}, {key, learningRate, momentum});
      underWay.push({batch, size, learningRate, result, free});
      if (underWay.length === depth) await finish(training, underWay, running);
      batch++;
      if (training.isSaveDue(firstStep + batch)) {
        await finishAll();
        await training.save({epoch, progress});
      }
      if (model.stopTraining) break;
    }
    await finishAll();
  } finally {
    // Whatever ends the epoch, the counter says how many steps are in the parameters.
    for (const {result, learningRate, free} of underWay) {
      const isTaken = await result.then(
        ({finite}) => finite,
        () => false,
      );
      if (isTaken) countStep(machine, learningRate);
      free?.();
    }
  }
  if (signal?.aborted === true) await training.save({epoch, progress});
  checkNotAborted(signal, training.caller);
  const {seen, errorSum, swaps} = progress;
  return {
    reconstructionError: errorSum / seen,
    ...(swaps.length > 0 && swapLogs(swaps)),
  };
}

/** How often neighbouring temperatures exchanged their states: the mean of all pairs, and the pair that did least. */
function swapLogs(swaps: EpochProgress['swaps']): Logs {
  const rates = swaps.filter(({steps}) => steps > 0).map(({sum, steps}) => sum / steps);
  const mean = rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
  return {swapRate: mean, lowestSwapRate: Math.min(...rates)};
}

interface StepUnderWay {
  batch: number;
  size: number;
  learningRate: number;
  result: ReturnType<Engine['step']>;
  free: TrainingBatch['free'];
}

/** An epoch that is going on. */
interface RunningEpoch {
  epoch: number;
  isWatched: boolean;
  progress: EpochProgress;
  lastYield: number;
}

/** Waits for the first of the steps that are under way, and tells everybody what came of it. */
async function finish(training: Training, underWay: StepUnderWay[], running: RunningEpoch): Promise<void> {
  const {machine, settings, engine, call, line, layerLogs} = training;
  const {epoch, progress} = running;
  const {batch, size, learningRate, result, free} = underWay[0]!;
  const {reconstructionError, swapRates = [], finite} = await result;
  underWay.shift();
  free?.();
  if (running.isWatched) await engine.pull();
  if (!finite) throw divergence(training, {epoch, batch, learningRate});
  countStep(machine, learningRate);
  machine.hasLearned = true;
  progress.batches++;
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
  if (performance.now() - running.lastYield < settings.yieldEvery.milliseconds) return;
  await call('onYield', epoch, batch, logs);
  await nextTask();
  running.lastYield = performance.now();
}

/** Notes a step that is in the parameters. */
function countStep(machine: Machine, learningRate: number): void {
  machine.steps++;
  machine.lastLearningRate = learningRate;
}

function divergence(
  {caller, layerLogs, machine}: Training,
  {epoch, batch, learningRate}: Pick<StepUnderWay, 'batch' | 'learningRate'> & {epoch: number},
): Error {
  const place = {...layerLogs, epoch, step: batch};
  const where = Object.entries(place).map(([name, value]) => `${name} ${value}`);
  const data = machine.visible.kind.type === 'gaussian' ? ', or data that are not standardised' : '';
  const cause = `the usual cause is a learning rate that is too large (${learningRate})${data}`;
  return argumentError(Error, {
    where: `${caller}: parameters`,
    condition: 'finite',
    got: `NaN or infinity at ${where.join(', ')} (counted from 0)`,
    advice: `${cause}. The last finite parameters are in place`,
  });
}
