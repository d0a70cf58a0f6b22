import * as tf from '@tensorflow/tfjs-core';
import {argumentError, checkArgs, checkTensor, show} from '../../check.js';
import type {Machine} from '../../energy/Machine.js';
import type {UnitKind} from '../../energy/UnitKind.js';
import {checkVisible} from '../data/checkVisible.js';
import type {Clamped} from './SampleArgs.js';

/** What is checked. */
interface CheckClampedArgs {
  /** Function and argument. */
  where: string;
  /** How many chains there are, where that is known. */
  rows: number | undefined;
}

/**
 * Checks clamped units.
 *
 * @returns How many chains they are for, where they say it, or `rows`.
 * @throws TypeError, RangeError, Error when a part is missing, has another shape, or values that it must not have.
 */
export async function checkClamped(
  {data: visible}: Pick<Machine, 'data'>,
  clamped: Clamped,
  {where, rows}: CheckClampedArgs,
): Promise<number | undefined> {
  checkArgs(clamped, {where, known: ['values', 'mask']});
  const forValues = checkRows(clamped.values, {where: `${where}.values`, rows, columns: visible.units});
  const count = checkRows(clamped.mask, {where: `${where}.mask`, rows: forValues, columns: visible.units});
  await checkMask(clamped.mask, {where: `${where}.mask`, columns: visible.units});
  const {fixed, partly} = tf.tidy(() => {
    const mask = rowsOf(clamped.mask, 'bool');
    return {
      // 0 is a state of every kind of unit.
      fixed: tf.where<tf.Tensor2D>(mask, rowsOf(clamped.values, 'float32'), 0),
      partly: partlyClamped(visible.kind, tf.cast(mask, 'float32')),
    };
  });
  try {
    if ((await partly.data())[0]! > 0) {
      const condition = 'the same for all units of a softmax group';
      throw argumentError(RangeError, {where: `${where}.mask`, condition, got: '0 and 1 in one of them'});
    }
    await checkVisible(fixed, {where: `${where}.values`, visible, engine: 'tensor'});
  } finally {
    tf.dispose([fixed, partly]);
  }
  return count;
}

/** Returns one row or more, `[rows, numVisible]`, of what may be `[numVisible]`; owned by the tidy around it. */
export function rowsOf(x: tf.Tensor, dtype: 'bool' | 'float32'): tf.Tensor2D {
  return tf.cast(tf.reshape<tf.Rank.R2>(x, [-1, x.shape.at(-1)!]), dtype);
}

/** Checks a row for all chains, or one for each, and returns how many chains there are if it is known. */
function checkRows(
  x: unknown,
  {where, rows, columns}: CheckClampedArgs & {columns: number},
): number | undefined {
  if ((x as Partial<tf.Tensor> | undefined)?.rank !== 1) {
    return checkTensor<tf.Rank.R2>(x, {where, shape: [rows ?? null, columns]}).shape[0];
  }
  checkTensor(x, {where, shape: [columns]});
  return rows;
}

async function checkMask(mask: tf.Tensor, {where, columns}: {where: string; columns: number}): Promise<void> {
  const values = await mask.data();
  const place = values.findIndex((value) => value !== 0 && value !== 1);
  if (place === -1) return;
  const got = `${show(values[place])} at row ${Math.floor(place / columns)}`;
  throw argumentError(RangeError, {where, condition: '0 or 1 everywhere', got});
}

/** Returns more than 0 where a group of units that are known together is clamped in part; owned by the tidy around it. */
function partlyClamped(kind: UnitKind, mask: tf.Tensor2D): tf.Scalar {
  const known = (states: tf.Tensor2D): tf.Tensor2D => kind.known?.(states) ?? tf.onesLike(states);
  // A unit that can be missing is known by those of its group; any other always is.
  const canMiss = tf.sub(1, known(tf.zerosLike(mask)));
  return tf.max(tf.mul(canMiss, tf.mul(known(mask), known(tf.sub<tf.Tensor2D>(1, mask)))));
}
