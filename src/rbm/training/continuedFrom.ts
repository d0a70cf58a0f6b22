import {argumentError} from '../../check.js';
import type {Interruption} from '../saving/Position.js';
import type {Trainee} from './trainEpoch.js';

/** What a training begins with. */
interface BeginningArgs {
  /** 0 where they come batch by batch. */
  rows: number;
  batchSize: number;
  initialEpoch: number;
}

/**
 * Finds where a training goes on. One that goes on needs the rows and batches of the one that was interrupted: with others, the
 * rest of an epoch would not be its rest. One that had come to its end does not count where it is another training that begins.
 *
 * @returns Undefined where it begins anew.
 * @throws Error, RangeError when a training was interrupted that had other rows or batches.
 */
export function continuedFrom(
  {interrupted, caller}: Pick<Trainee, 'interrupted' | 'caller'>,
  {rows, batchSize, initialEpoch}: BeginningArgs,
): Interruption | undefined {
  if (interrupted === undefined) return undefined;
  const {position} = interrupted;
  const isSame = rows === position.rows && batchSize === position.batchSize;
  const isLater = initialEpoch > (position.history.epoch.at(-1) ?? -1);
  if (position.isOver && (!isSame || isLater)) return undefined;
  if (isSame) return interrupted;
  const advice = 'a training that goes on needs what it began with';
  if ((rows === 0) !== (position.rows === 0)) {
    const [a, b] = ['a data set', 'a tensor'];
    throw argumentError(Error, {
      where: `${caller}: x`,
      condition: `${rows === 0 ? b : a} as in the training that was interrupted`,
      got: rows === 0 ? a : b,
      advice,
    });
  }
  if (rows !== position.rows) {
    const condition = `the ${position.rows} rows of the training that was interrupted`;
    throw argumentError(RangeError, {where: `${caller}: x`, condition, got: String(rows), advice});
  }
  throw argumentError(RangeError, {
    where: rows === 0 ? `${caller}: batches of dataset` : `${caller}: batchSize`,
    condition: `${position.batchSize}${rows === 0 ? ' rows' : ''} as in the training that was interrupted`,
    got: String(batchSize),
    advice,
  });
}
