import {argumentError} from '../../check.js';
import type {Interruption} from './Position.js';

/**
 * Checks that a training that goes on has the rows and batches of the one that was interrupted: with others, the rest of an
 * epoch would not be its rest.
 *
 * @param context - `where`: the function that the user called; `rows`: 0 where it is not known how many there are.
 * @throws RangeError when it has not.
 */
export function checkContinued(
  interrupted: Interruption | undefined,
  {where, rows, batchSize}: {where: string; rows: number; batchSize: number},
): void {
  if (interrupted === undefined) return;
  const {position} = interrupted;
  const advice = 'a training that goes on needs what it began with';
  if (rows !== position.rows) {
    const condition = `the ${String(position.rows)} rows of the training that was interrupted`;
    throw argumentError(RangeError, {where: `${where}: x`, condition, got: String(rows), advice});
  }
  if (batchSize === position.batchSize) return;
  throw argumentError(RangeError, {
    where: `${where}: batchSize`,
    condition: `${String(position.batchSize)} as in the training that was interrupted`,
    got: String(batchSize),
    advice,
  });
}
