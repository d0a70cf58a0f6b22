import type {io} from '@tensorflow/tfjs-core';
import {checkBoolean} from '../../check.js';
import type {Parameters} from '../../energy/Machine.js';
import {damaged, loadArchive, saveArchive} from '../../io/archive.js';
import {
  checkTrainingState,
  trainingStateShapes,
  trainingStateTensors,
  restoreTrainingState,
  savedTrainingState,
} from '../../rbm/saving/savedTrainingState.js';
import {
  checkHistory,
  checkPosition,
  checkProgressed,
  interruption,
  plain,
  positionShapes,
  savedPosition,
} from '../../rbm/saving/savedPosition.js';
import type {HistoryValues, Position} from '../../rbm/saving/Position.js';
import {describedStack, prefix, restoreStack, savedLayers, savedStack, stackShapes} from './savedStack.js';
import type {Stack} from '../stack/Stack.js';

/** What a checkpoint says that it is: no saved stack, which has less. */
const CLASS = 'DBN checkpoint';

/** Where the training of a stack stands. */
export interface PretrainCheckpoint {
  to: io.IOHandler;
  /** Of the layers that are finished. */
  histories: HistoryValues[];
  /** Where the training of the next layer stands, if it has begun. */
  position: Position | undefined;
  /** The parameters of that layer's best epoch, if they may be wanted back. */
  best: Parameters | undefined;
  /** Whether the training of the stack has come to its end, be it that a callback has stopped it. */
  isOver: boolean;
}

/** What an interrupted training had done, until it goes on. */
export interface StackInterruption {
  /** Of the layers that it had finished. */
  histories: HistoryValues[];
  isOver: boolean;
  /** The weights of each machine: of machines that have been given others, there is nothing to go on with. */
  of: readonly object[];
}

/** Saves a stack in the midst of its training. */
export async function saveCheckpoint(
  stack: Stack,
  {to, histories, position, best, isOver, seed}: PretrainCheckpoint & {seed: number},
): Promise<void> {
  const saved = savedStack(stack, {seed});
  const place = position === undefined ? undefined : savedPosition(position, best);
  const machines = stack.rbms.map(({machine}) => machine);
  const trainingStates = machines.map((machine, layer) => trainingStateTensors(machine, prefix(layer)));
  const config = {
    ...saved.config,
    trainingStates: machines.map(savedTrainingState),
    histories: plain(histories),
    isOver,
    ...(place && {position: place.config}),
  };
  await saveArchive(to, {
    className: CLASS,
    config,
    tensors: Object.assign({}, saved.tensors, ...trainingStates, place?.tensors) as typeof saved.tensors,
  });
}

/**
 * Loads what {@link saveCheckpoint} saved.
 *
 * @param make - Makes the stack, once the whole file has been checked.
 * @throws TypeError when there is no handler; Error when what is there is damaged, or no checkpoint of a stack.
 */
export async function loadCheckpoint<Owner extends Stack & {interrupted: StackInterruption | undefined}>(
  source: io.IOHandler | string,
  make: (args: ReturnType<typeof describedStack>['args']) => Owner,
): Promise<Owner> {
  const loaded = await loadArchive(source, {className: CLASS, caller: 'DBN.resume'});
  const where = 'DBN.resume: source';
  const {trainingStates, histories, position} = loaded.config;
  const isOver = checkBoolean(loaded.config['isOver'], {where: `${where}'s isOver`});
  if (!Array.isArray(trainingStates) || !Array.isArray(histories))
    throw damaged(where, 'no state of a training');
  const states = trainingStates.map((trainingState: unknown, layer) =>
    checkTrainingState(trainingState, `${where}'s trainingStates[${layer}]`),
  );
  const finished = histories.map((history: unknown, layer) =>
    checkHistory(history, `${where}'s histories[${layer}]`),
  );
  const place = position === undefined ? undefined : checkPosition(position, `${where}'s position`);
  const described = describedStack(loaded.config, where);
  const {args, layers} = described;
  const current = layers[finished.length];
  if (layers.length !== states.length || finished.length > layers.length || (place && !current)) {
    throw damaged(where, 'layers that do not fit together');
  }
  const shapes = states.map((trainingState, layer) =>
    trainingStateShapes(layers[layer]!, {trainingState, prefix: prefix(layer)}),
  );
  const values = loaded.values(
    Object.assign(stackShapes(described), ...shapes, place && positionShapes(current!, place)) as Record<
      string,
      number[]
    >,
  );
  const saved = savedLayers(described, {values, where});
  if (place !== undefined) checkProgressed(place, {...current!.progress, values, where});
  const owner = make(args);
  restoreStack(owner, saved);
  owner.rbms.forEach(({machine}, layer) => {
    restoreTrainingState(machine, {trainingState: states[layer]!, values, prefix: prefix(layer)});
  });
  const of = owner.rbms.map(({machine}) => machine.parameters.weights);
  owner.interrupted = {histories: finished, isOver, of};
  if (place !== undefined) owner.rbms[finished.length]!.interrupted = interruption(place, values);
  return owner;
}
