import {argumentError, checkArgs, checkBoolean, checkInteger, checkOneOf, show} from '../check.js';
import {bernoulli} from './bernoulli.js';
import {gaussian, gaussianOfLearnedVariance, standardizing} from './gaussian.js';
import {mixed} from './mixed.js';
import {relu} from './relu.js';
import {softmax} from './softmax.js';
import type {UnitKind, UnitType} from './UnitKind.js';

/** Neighbouring units of one kind: how many binary ones, or how many and of which kind. */
export type PartArgs =
  | number
  | {
      units: number;
      /** @defaultValue `'bernoulli'` */
      type?: UnitType;
      /**
       * With type `'softmax'`: the units of a group, a divisor of `units`. Exactly one of them is 1 in each row; a group of zeros
       * is missing, and takes no part in the row's training.
       *
       * @defaultValue all of them
       */
      categories?: number;
      /**
       * With type `'gaussian'`, in a visible layer: whether the variance of each unit is 1, or learned.
       *
       * @defaultValue `'unit'`
       */
      variance?: 'unit' | 'learned';
      /**
       * With type `'gaussian'`, in a visible layer: whether the machine standardises its data, by the means and deviations of
       * those that it is first trained on, which it keeps; what it returns is then on the scale of the data.
       *
       * @defaultValue false
       */
      standardize?: boolean;
    };

/** One layer's units; a list for a visible layer of several kinds, side by side. */
export type UnitsArgs = PartArgs | readonly PartArgs[];

/** One layer's units, resolved. */
export interface Units {
  readonly units: number;
  readonly kind: UnitKind;
  /** What a user would give for them. */
  readonly args: UnitsArgs;
}

/** Units that `args` name; see {@link PartArgs}. */
type ResolveArgs = Exclude<PartArgs, number> & {where: string};

const KINDS: Record<UnitType, (args: ResolveArgs) => UnitKind> = {
  bernoulli: () => bernoulli,
  gaussian({variance, standardize}) {
    const kind = variance === 'learned' ? gaussianOfLearnedVariance : gaussian;
    return standardize === true ? standardizing(kind) : kind;
  },
  relu: () => relu,
  softmax({units, categories = units, where}) {
    checkInteger(units, {where: `${where}.units`, min: 2});
    if (units % categories === 0) return softmax({categories, units});
    const condition = `a divisor of its ${units} units`;
    throw argumentError(RangeError, {where: `${where}.categories`, condition, got: show(categories)});
  },
};

const TYPES = Object.keys(KINDS) as UnitType[];

/** More parts than this are columns one by one: neighbours of one kind are one part. */
const MOST_PARTS = 1000;

/** More units than this in one layer are a mistake: no layer that fits into memory has them. */
const MOST_UNITS = 2 ** 24;

/**
 * Resolves the units of a visible layer.
 *
 * @param args - What the user gave.
 * @param where - Names the argument in errors.
 * @throws TypeError, RangeError when it is not a number of units, or a kind that there is not.
 */
export function visibleUnits(args: UnitsArgs, where: string): Units {
  if (!Array.isArray(args)) return part(args as PartArgs, where);
  if (args.length === 0 || args.length > MOST_PARTS) {
    const condition = `a list of 1 to ${MOST_PARTS} parts`;
    throw argumentError(TypeError, {where, condition, got: args.length === 0 ? '[]' : String(args.length)});
  }
  const parts = args.map((one: PartArgs, place) => part(one, `${where}[${place}]`));
  if (parts.length === 1) return parts[0]!;
  const units = count(
    parts.reduce((sum, {units}) => sum + units, 0),
    `${where}: units of all parts`,
  );
  return {units, kind: mixed(parts), args: parts.map((one) => one.args as PartArgs)};
}

/** Resolves the units of a hidden layer, which are of one kind and no learned variance; see {@link visibleUnits}. */
export function hiddenUnits(args: PartArgs, where: string): Units {
  const units = part(args, where);
  if (units.kind.scaling !== undefined) {
    const condition = 'false or left out in a hidden layer';
    throw argumentError(RangeError, {where: `${where}.standardize`, condition, got: 'true'});
  }
  if (!units.kind.learnsVariance) return units;
  // It would do nothing that the scale of the weights does not.
  const condition = "'unit' in a hidden layer";
  throw argumentError(RangeError, {where: `${where}.variance`, condition, got: "'learned'"});
}

function part(args: PartArgs, where: string): Units {
  if (typeof args === 'number') return {units: count(args, where), kind: bernoulli, args};
  if (typeof args !== 'object' || (args as unknown) === null || Array.isArray(args)) {
    throw argumentError(TypeError, {where, condition: 'a number of units or {units, type}', got: show(args)});
  }
  const type = checkOneOf(args.type ?? 'bernoulli', {where: `${where}.type`, options: TYPES});
  checkArgs(args, {where, known: ['units', 'type', ...Object.keys(OF_TYPE)]});
  for (const [option, owner] of Object.entries(OF_TYPE)) {
    const value = args[option as keyof typeof OF_TYPE];
    if (value === undefined || owner === type) continue;
    const condition = `left out for ${type} units`;
    throw argumentError(TypeError, {where: `${where}.${option}`, condition, got: show(value)});
  }
  const units = count(args.units, `${where}.units`);
  if (args.variance !== undefined) {
    checkOneOf(args.variance, {where: `${where}.variance`, options: ['unit', 'learned']});
  }
  if (args.standardize !== undefined) checkBoolean(args.standardize, {where: `${where}.standardize`});
  if (args.categories !== undefined) {
    checkInteger(args.categories, {where: `${where}.categories`, min: 2, max: units});
  }
  return {units, kind: KINDS[type]({...args, units, where}), args: {...args, units, type}};
}

/** The options that only one type has. */
const OF_TYPE = {variance: 'gaussian', standardize: 'gaussian', categories: 'softmax'} as const;

function count(units: unknown, where: string): number {
  return checkInteger(units, {where, min: 1, max: MOST_UNITS});
}
