import type {io} from '@tensorflow/tfjs-core';
import type {Parameters} from '../energy/Machine.js';
import {damaged, loadArchive, saveArchive} from '../io/archive.js';
import {checkMotion, motionShapes, motionTensors, restoreMotion, savedMotion} from '../rbm/savedMotion.js';
import {
  checkHistory,
  checkPosition,
  interruption,
  positionShapes,
  savedPosition,
} from '../rbm/savedPosition.js';
import type {HistoryValues, Position} from '../rbm/training/Position.js';
import type {DBN, DBNArgs} from './DBN.js';
import {parseStack, prefix, restoreStack, savedStack} from './savedStack.js';

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
}

/** Saves a stack in the midst of its training. */
export async function saveCheckpoint(
  stack: DBN,
  {to, histories, position, best, seed}: PretrainCheckpoint & {seed: number},
): Promise<void> {
  const saved = savedStack(stack, {seed});
  const place = position === undefined ? undefined : savedPosition(position, best);
  const machines = stack.rbms.map(({machine}) => machine);
  const motions = machines.map((machine, layer) => motionTensors(machine, prefix(layer)));
  const config = {
    ...saved.config,
    motions: machines.map(savedMotion),
    histories: JSON.parse(JSON.stringify(histories)) as HistoryValues[],
    ...(place && {position: place.config}),
  };
  await saveArchive(to, {
    className: CLASS,
    config,
    tensors: Object.assign({}, saved.tensors, ...motions, place?.tensors) as typeof saved.tensors,
  });
}

/**
 * Loads what {@link saveCheckpoint} saved.
 *
 * @param make - Makes the stack, once the whole file has been checked.
 * @throws TypeError when there is no handler; Error when what is there is damaged, or no checkpoint of a stack.
 */
export async function loadCheckpoint(
  source: io.IOHandler | string,
  make: (args: DBNArgs) => DBN,
): Promise<DBN> {
  const loaded = await loadArchive(source, {className: CLASS, caller: 'DBN.resume'});
  const where = 'DBN.resume: source';
  const {motions, histories, position} = loaded.config;
  if (!Array.isArray(motions) || !Array.isArray(histories)) throw damaged(where, 'no state of a training');
  const checkedMotions = motions.map((motion: unknown, layer) =>
    checkMotion(motion, `${where}'s motions[${String(layer)}]`),
  );
  const finished = histories.map((history: unknown, layer) =>
    checkHistory(history, `${where}'s histories[${String(layer)}]`),
  );
  const place = position === undefined ? undefined : checkPosition(position, `${where}'s position`);
  const {args, layers, values} = parseStack(loaded, {
    where,
    more(units) {
      const current = units[finished.length];
      if (units.length !== motions.length || finished.length > units.length || (place && !current)) {
        throw damaged(where, 'layers that do not fit together');
      }
      const shapes = checkedMotions.map((motion, layer) =>
        motionShapes(units[layer]!, {motion, prefix: prefix(layer)}),
      );
      return Object.assign({}, ...shapes, place && positionShapes(current!, place)) as Record<
        string,
        number[]
      >;
    },
  });
  const dbn = make(args);
  restoreStack(dbn, layers);
  dbn.rbms.forEach(({machine}, layer) => {
    restoreMotion(machine, {motion: checkedMotions[layer]!, values, prefix: prefix(layer)});
  });
  dbn.interrupted = finished;
  if (place !== undefined) dbn.rbms[finished.length]!.interrupted = interruption(place, values);
  return dbn;
}
