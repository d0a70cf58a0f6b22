import {argumentError} from '../../check.js';
import type {Interruption} from '../saving/Position.js';

/** What a training begins with. */
interface ContinuedArgs {
  /** The function that the user called. */
  where: string;
  /** 0 where they come batch by batch. */
  rows: number;
  batchSize: number;
  initialEpoch: number;
}

/**
 * Checks that a training that goes on has the rows and batches of the one that was interrupted: with others, the rest of an
 * epoch would not be its rest. One that had come to its end is forgotten where it is another training that begins.
 *
 * @param model - Who knows where the training goes on, if one was interrupted.
 * @throws Error, RangeError when it has not.
 */
export function checkContinued(
  model: {interrupted: Interruption | undefined},
  {where, rows, batchSize, initialEpoch}: ContinuedArgs,
): void {
  const {position} = model.interrupted ?? {};
  if (position === undefined) return;
  const isSame = rows === position.rows && batchSize === position.batchSize;
  if (position.isOver && (!isSame || initialEpoch > (position.history.epoch.at(-1) ?? -1))) {
    model.interrupted = undefined;
    return;
  }
  if (isSame) return;
  const advice = 'a training that goes on needs what it began with';
  if ((rows === 0) !== (position.rows === 0)) {
    const [a, b] = ['a data set', 'a tensor'];
    throw argumentError(Error, {
      where: `${where}: x`,
      condition: `${rows === 0 ? b : a} as in the training that was interrupted`,
      got: rows === 0 ? a : b,
      advice,
    });
  }
  if (rows !== position.rows) {
    const condition = `the ${position.rows} rows of the training that was interrupted`;
    throw argumentError(RangeError, {where: `${where}: x`, condition, got: String(rows), advice});
  }
  throw argumentError(RangeError, {
    where: rows === 0 ? `${where}: batches of dataset` : `${where}: batchSize`,
    condition: `${position.batchSize}${rows === 0 ? ' rows' : ''} as in the training that was interrupted`,
    got: String(batchSize),
    advice,
  });
}
