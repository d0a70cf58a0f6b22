import type {Rank, Tensor} from '@tensorflow/tfjs-core';

/** Names what is checked, as an error begins: the function and the argument, `'fit: batchSize'`. */
interface Where {
  where: string;
}

/** Bounds of a number: `min` and `max` are included, `above` and `below` are not. */
export interface Bounds {
  min?: number;
  max?: number;
  above?: number;
  below?: number;
}

/**
 * Words every error about an argument: `<function>: <argument> must be <condition>, got <value>.`
 *
 * @param args - `condition`: what the argument must be, `'an integer >= 1'`; `got`: a text about what it is, see
 *   {@link show}; `advice`: what to do about it, after a semicolon.
 */
export function argumentError(
  ErrorClass: new (message: string) => Error,
  {where, condition, got, advice}: Where & {condition: string; got: string; advice?: string},
): Error {
  return new ErrorClass(
    `${where} must be ${condition}, got ${got}${advice === undefined ? '' : `; ${advice}`}.`,
  );
}

/**
 * @returns `value`, known to be an integer within the bounds.
 * @throws TypeError when it is not a number; RangeError when it is not an integer, or out of bounds.
 */
export function checkInteger(value: unknown, {where, ...bounds}: Where & Bounds): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && isWithin(value, bounds)) return value;
  const ErrorClass = typeof value === 'number' ? RangeError : TypeError;
  throw argumentError(ErrorClass, {where, condition: `an integer${boundsText(bounds)}`, got: show(value)});
}

/**
 * @returns `value`, known to be a finite number within the bounds.
 * @throws TypeError when it is not a number; RangeError when it is not finite, or out of bounds.
 */
export function checkNumber(value: unknown, {where, ...bounds}: Where & Bounds): number {
  if (typeof value === 'number' && Number.isFinite(value) && isWithin(value, bounds)) return value;
  const ErrorClass = typeof value === 'number' ? RangeError : TypeError;
  throw argumentError(ErrorClass, {where, condition: `a number${boundsText(bounds)}`, got: show(value)});
}

/** @throws TypeError when `value` is not a boolean. */
export function checkBoolean(value: unknown, {where}: Where): boolean {
  if (typeof value === 'boolean') return value;
  throw argumentError(TypeError, {where, condition: 'true or false', got: show(value)});
}

/** @throws TypeError when `value` is of another kind than the options; RangeError when it is none of them. */
export function checkOneOf<T extends string | number>(
  value: unknown,
  {where, options}: Where & {options: readonly T[]},
): T {
  const found = options.find((option) => option === value);
  if (found !== undefined) return found;
  const ErrorClass = typeof value === typeof options[0] ? RangeError : TypeError;
  throw argumentError(ErrorClass, {
    where,
    condition: `one of ${options.map(show).join(', ')}`,
    got: show(value),
  });
}

/**
 * Checks an argument object: a plain object with no option that the function does not know.
 *
 * @param args - `known`: the options that there are; `nested`: those of an option of its own, such as `estimator.chains`, which may
 *   be what was meant.
 * @throws TypeError when it is something else, or holds an unknown option, such as a misspelt one.
 */
export function checkArgs(
  args: unknown,
  {where, known, nested = []}: Where & {known: readonly string[]; nested?: readonly string[]},
): void {
  if (typeof args !== 'object' || args === null || !isPlain(args)) {
    // The options of a function, or an option that has some.
    const own = where.includes(':') ? where : `${where}: args`;
    throw argumentError(TypeError, {where: own, condition: 'an object', got: show(args)});
  }
  for (const name of Object.keys(args)) {
    if (!known.includes(name)) throw unknownOption(name, {where, known: [...known, ...nested]});
  }
}

/** The error about an option that a function does not have, which names the one that was probably meant. */
function unknownOption(name: string, {where, known}: Where & {known: readonly string[]}): Error {
  const meant = nearest(name, known);
  const advice = meant === undefined ? '.' : `; did you mean '${meant}'?`;
  return new TypeError(`${where}: unknown option ${show(name)}${advice}`);
}

/** Returns the name that is most like another one, if any is: a third of its letters may differ, or it is a part of it. */
function nearest(name: string, known: readonly string[]): string | undefined {
  const given = name.toLowerCase();
  const ranked = known
    .map((candidate) => {
      // Of a name with a path, such as estimator.chains, the last part counts.
      const own = candidate.slice(candidate.lastIndexOf('.') + 1).toLowerCase();
      const isPart = Math.min(given.length, own.length) >= 4 && (own.includes(given) || given.includes(own));
      return {candidate, distance: Math.min(editDistance(given, own), isPart ? given.length / 3 : Infinity)};
    })
    .sort((a, b) => a.distance - b.distance);
  const [best] = ranked;
  return best !== undefined && best.distance <= Math.max(1, given.length / 3) ? best.candidate : undefined;
}

/** How many letters must be added, left out or changed to make one word of another (Levenshtein 1966). */
function editDistance(a: string, b: string): number {
  let row = Array.from({length: b.length + 1}, (_, column) => column);
  for (let place = 0; place < a.length; ++place) {
    const next = [place + 1];
    for (let column = 0; column < b.length; ++column) {
      const change = row[column]! + (a[place] === b[column] ? 0 : 1);
      next.push(Math.min(change, row[column + 1]! + 1, next[column]! + 1));
    }
    row = next;
  }
  return row.at(-1)!;
}

/**
 * Checks that `x` is a tensor of numbers with the given shape.
 *
 * @param context - `shape`: the length of each axis; null, for the first one, means any number of rows >= 1.
 * @throws TypeError when it is no tensor, or one of strings or complex numbers; RangeError when its shape is another;
 *   Error when it is disposed.
 */
export function checkTensor<R extends Rank>(
  x: unknown,
  {where, shape}: Where & {shape: readonly (number | null)[]},
): Tensor<R> {
  const condition = `a tensor of shape [${shape.map((side) => side ?? 'rows').join(', ')}]`;
  if (!isTensorLike(x)) {
    throw argumentError(TypeError, {
      where,
      condition,
      got: show(x),
      ...(Array.isArray(x) ? {advice: `make a tensor with tf.tensor${shape.length}d()`} : {}),
    });
  }
  if (x.isDisposed) throw argumentError(Error, {where, condition, got: 'a disposed tensor'});
  if (!['float32', 'int32', 'bool'].includes(x.dtype)) {
    throw argumentError(TypeError, {where, condition: `${condition} of numbers`, got: `dtype ${x.dtype}`});
  }
  const isShaped =
    x.shape.length === shape.length && shape.every((side, axis) => (side ?? x.shape[axis]) === x.shape[axis]);
  if (!isShaped) throw argumentError(RangeError, {where, condition, got: show(x.shape)});
  if (x.size === 0) {
    throw argumentError(RangeError, {
      where,
      condition: `${condition} with at least one row`,
      got: show(x.shape),
    });
  }
  return x as Tensor<R>;
}

/**
 * Checks every value of a matrix.
 *
 * @param values - `rows * columns` numbers, row by row.
 * @param args - `firstRow`: the number that an error gives to the first row; `kind`: the units that the values are for;
 *   `min`, `max`, `advice` and `missing`: what these units accept, and what to do with other values, and with none.
 * @throws RangeError at the first value that is not finite or out of bounds.
 */
export function checkValues(
  values: ArrayLike<number>,
  {
    where,
    kind,
    columns,
    firstRow,
    advice,
    missing = 'remove the row, or fill in the value',
    min = -Infinity,
    max = Infinity,
  }: Where & Bounds & {kind: string; columns: number; firstRow: number; advice?: string; missing?: string},
): void {
  for (let place = 0; place < values.length; ++place) {
    const value = values[place]!;
    if (value >= min && value <= max && Number.isFinite(value)) continue;
    const range = rangeText({min, max});
    const row = firstRow + Math.floor(place / columns);
    const help = Number.isFinite(value) ? advice : missing;
    const got = `${value} at row ${row}`;
    throw new RangeError(
      `${where} must hold ${range} for ${kind} units, got ${got}${help === undefined ? '' : `; ${help}`}.`,
    );
  }
}

/** Says which values lie between bounds. */
export function rangeText({min = -Infinity, max = Infinity}: Bounds): string {
  if (min === -Infinity) return 'finite values';
  return max === Infinity ? `values >= ${min}` : `values in [${min}, ${max}]`;
}

/** Shows a value in a message, shortly. */
export function show(value: unknown): string {
  if (typeof value === 'string') return `'${value.length > 40 ? `${value.slice(0, 40)}…` : value}'`;
  if (typeof value === 'function') return 'a function';
  if (Array.isArray(value)) {
    const items = value.slice(0, 8).map((item) => show(item));
    return `[${items.join(', ')}${value.length > 8 ? ', …' : ''}]`;
  }
  if (typeof value === 'object' && value !== null) {
    const name = (value as {constructor?: {name?: string}}).constructor?.name;
    return name === undefined || name === 'Object' ? 'an object' : `an object of class ${name}`;
  }
  return String(value);
}

/** Returns what an error says. Jest gives each test file an `Error` of its own, and so it is not told by its class. */
export function messageOf(error: unknown): string {
  const {message} = (error ?? {}) as {message?: unknown};
  return typeof message === 'string' ? message : String(error);
}

function isPlain(args: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(args);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function isWithin(
  value: number,
  {min = -Infinity, max = Infinity, above = -Infinity, below = Infinity}: Bounds,
): boolean {
  return value >= min && value <= max && value > above && value < below;
}

function boundsText({min, max, above, below}: Bounds): string {
  if (min !== undefined && max !== undefined) return ` from ${min} to ${max}`;
  const bounds = {'>': above, '>=': min, '<': below, '<=': max};
  const texts = Object.entries(bounds).flatMap(([sign, bound]) =>
    bound === undefined ? [] : `${sign} ${bound}`,
  );
  return texts.length === 0 ? '' : ` ${texts.join(' and ')}`;
}

// By its members and not by instanceof: two copies of tfjs-core have two classes, and only one of them fails at once.
function isTensorLike(x: unknown): x is Tensor {
  return (
    typeof x === 'object' && x !== null && 'dtype' in x && 'shape' in x && 'dataId' in x && 'isDisposed' in x
  );
}
