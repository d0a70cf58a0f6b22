import type {io} from '@tensorflow/tfjs-core';
import type {Machine, Parameters} from '../../energy/Machine.js';
import {loadArchive, saveArchive} from '../../io/archive.js';
import {checkSaved, restoreMachine, savedShapes} from './savedMachine.js';
import {
  checkTrainingState,
  trainingStateShapes,
  trainingStateTensors,
  restoreTrainingState,
  savedTrainingState,
} from './savedTrainingState.js';
import {
  checkPosition,
  checkProgressed,
  positionShapes,
  interruption,
  savedPosition,
} from './savedPosition.js';
import {describedRBM, savedRBM} from './savedRBM.js';
import type {Interruption, Position} from './Position.js';

/** What a checkpoint says that it is: no saved machine, which has less. */
const CLASS = 'RBM checkpoint';

/**
 * Saves a machine in the midst of its training.
 *
 * @param args - `position`: where the training stands; `best`: the parameters of the best epoch, if they may be wanted back.
 */
export async function saveCheckpoint(
  machine: Machine,
  {to, position, best}: {to: io.IOHandler; position: Position; best: Parameters | undefined},
): Promise<void> {
  const saved = savedRBM(machine);
  const place = savedPosition(position, best);
  await saveArchive(to, {
    className: CLASS,
    config: {...saved.config, trainingState: savedTrainingState(machine), position: place.config},
    tensors: {...saved.tensors, ...trainingStateTensors(machine), ...place.tensors},
  });
}

/**
 * Loads what {@link saveCheckpoint} saved.
 *
 * @param make - Makes the machine, once the whole file has been checked.
 * @throws TypeError when there is no handler; Error when what is there is damaged, or no checkpoint of a machine.
 */
export async function loadCheckpoint<Owner extends {machine: Machine; interrupted: Interruption | undefined}>(
  source: io.IOHandler | string,
  make: (args: ReturnType<typeof describedRBM>['args']) => Owner,
): Promise<Owner> {
  const loaded = await loadArchive(source, {className: CLASS, caller: 'RBM.resume'});
  const where = 'RBM.resume: source';
  const trainingState = checkTrainingState(loaded.config['trainingState'], `${where}'s trainingState`);
  const position = checkPosition(loaded.config['position'], `${where}'s position`);
  const described = describedRBM(loaded.config, where);
  const {args, progress} = described;
  const values = loaded.values({
    ...savedShapes(described),
    ...trainingStateShapes(described, {trainingState}),
    ...positionShapes(described, position),
  });
  checkSaved(described, {progress, values}, where);
  checkProgressed(position, {...progress, values, where});
  const owner = make(args);
  const {machine} = owner;
  restoreMachine(machine, {progress, values});
  restoreTrainingState(machine, {trainingState, values});
  owner.interrupted = interruption(position, values);
  return owner;
}
