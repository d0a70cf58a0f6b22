import {argumentError, checkArgs, checkInteger, checkOneOf, show} from '../check.js';
import {bernoulli} from './bernoulli.js';
import {gaussian} from './gaussian.js';
import type {UnitKind, UnitType} from './UnitKind.js';

/** One layer's units: how many, or how many and of which kind. A number means binary units. */
export type UnitsArgs<Type extends UnitType = UnitType> = number | {units: number; type?: Type};

/** One layer's units, resolved. */
export interface Units {
  readonly units: number;
  readonly kind: UnitKind;
}

const KINDS: Record<UnitType, UnitKind> = {bernoulli, gaussian};

/** More units than this in one layer are a mistake: no layer that fits into memory has them. */
const MOST_UNITS = 2 ** 24;

/**
 * Resolves the units of a layer.
 *
 * @param args - What the user gave.
 * @param context - `where` names the argument in errors; `types` are the kinds that the layer can have.
 * @throws TypeError, RangeError when it is not a number of units, or a kind that the layer cannot have.
 */
function units(args: UnitsArgs, {where, types}: {where: string; types: readonly UnitType[]}): Units {
  if (typeof args === 'number') return {units: count(args, where), kind: bernoulli};
  if (typeof args !== 'object' || (args as unknown) === null || Array.isArray(args)) {
    throw argumentError(TypeError, {where, condition: 'a number of units or {units, type}', got: show(args)});
  }
  checkArgs(args, {where, known: ['units', 'type']});
  const type = checkOneOf(args.type ?? 'bernoulli', {where: `${where}.type`, options: types});
  return {units: count(args.units, `${where}.units`), kind: KINDS[type]};
}

function count(units: unknown, where: string): number {
  return checkInteger(units, {where, min: 1, max: MOST_UNITS});
}

/** Resolves visible units, which are binary or real-valued; see {@link units}. */
export function visibleUnits(args: UnitsArgs, where: string): Units {
  return units(args, {where, types: ['bernoulli', 'gaussian']});
}

/** Resolves hidden units, which are binary; see {@link units}. */
export function hiddenUnits(args: UnitsArgs, where: string): Units {
  return units(args, {where, types: ['bernoulli']});
}

/** Returns the units as a user would give them. */
export function unitsArgs<Type extends UnitType>({units, kind}: Units): UnitsArgs<Type> {
  return {units, type: kind.type as Type};
}
