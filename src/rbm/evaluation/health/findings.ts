import type {Machine} from '../../../energy/Machine.js';
import type {ColumnStatistics} from '../../../energy/Scaling.js';
import type {Finding, Measures} from './HealthReport.js';

/** Fewer rows tell nothing of what stays the same from row to row. */
const FEWEST_ROWS = 10;

/** A unit whose mean is never above this is never on. */
const DEAD = 0.01;

/** A binary unit is stuck whose mean is so near to 0 or 1, and deviates so little from row to row. */
const SATURATED = {distance: 0.05, deviation: 0.03};

/** Units whose means deviate by less than this from row to row say nothing of the rows, but what first weights happen to. */
const NOTHING = 0.08;

/** Steps of training before which their size says little. */
const FIRST_STEPS = 100;

/** A column is constant whose variance is a smaller share of its mean square: the rounding of its sums in float64. */
const CONSTANT = 1e-10;

/** A hundred times less and more than the update that is good. */
const UPDATE_RATIOS = {min: 1e-5, good: 1e-3, max: 0.1};

/** A weight of 20 multiplies the odds of a binary unit by 5e8. */
const LARGEST_WEIGHT = 20;

/** Nats a visible unit by which free energies may deviate; a fair coin has 0.7. */
const FREE_ENERGY = 10;

/** What is judged. */
interface FindingsArgs extends Measures {
  /** Hidden units that have the weights of another one. */
  duplicates: number[];
  columns: ColumnStatistics;
}

/**
 * Judges what was measured of a machine.
 *
 * Source: Hinton 2010, sections 6 (free energies), 7 (size of updates), 16 (histograms of activities and weights); the bounds
 * are ours, and wide.
 */
export function findings(
  {visible, hidden, steps}: Pick<Machine, 'visible' | 'hidden' | 'steps'>,
  args: FindingsArgs,
): Finding[] {
  const {rows, activity, largestWeights, freeEnergy, updateRatio, duplicates, columns} = args;
  const {type} = hidden.kind;
  const found: Finding[] = [];
  const add = (problem: Finding['problem'], advice: string): void => void found.push({problem, advice});
  const addUnits = (problem: Finding['problem'], units: number[], advice: string): void => {
    if (units.length === 0) return;
    found.push({
      problem,
      units,
      advice: `${units.length} of ${hidden.units} hidden units ${advice}`,
    });
  };

  const isDead = (unit: number): boolean => type !== 'gaussian' && activity.max[unit]! < DEAD;
  const isSaturated = (unit: number): boolean => {
    if (type !== 'bernoulli' && type !== 'softmax') return false;
    const mean = activity.mean[unit]!;
    return Math.min(mean, 1 - mean) < SATURATED.distance && activity.deviation[unit]! < SATURATED.deviation;
  };
  const isExploding = (unit: number): boolean => !(largestWeights[unit]! <= LARGEST_WEIGHT);
  const exploding = placesWhere(hidden.units, isExploding);
  const deviates = activity.deviation.some((deviation) => !(deviation < NOTHING));
  const hasLearnedNothing = rows >= FEWEST_ROWS && !deviates && exploding.length === 0;
  const isAllDead = hasLearnedNothing && placesWhere(hidden.units, isDead).length === hidden.units;
  if (hasLearnedNothing && !isAllDead) {
    add(
      'nothingLearned',
      'the hidden units hardly depend on the rows; train for more epochs, or with smaller batches or a larger learning rate',
    );
  } else if (rows >= FEWEST_ROWS) {
    addUnits(
      'deadUnits',
      placesWhere(hidden.units, isDead),
      'are on in no row; lower the learning rate or the pull to a sparsityTarget, or use fewer hidden units',
    );
    addUnits(
      'saturatedUnits',
      placesWhere(hidden.units, (unit) => !isDead(unit) && isSaturated(unit)),
      "are always on, or always off, whatever the row; lower the learning rate, or train with centering: 'data'",
    );
  }
  if (!hasLearnedNothing) {
    addUnits(
      'duplicateUnits',
      duplicates,
      'have the weights of another one, which does no harm; train for longer, or use fewer hidden units',
    );
  }
  const constant = columns.rows < FEWEST_ROWS ? [] : constantColumns(columns);
  if (constant.length > 0) {
    const advice =
      `${constant.length} of ${visible.units} columns of the data never change; ` +
      'leave them out, or do not mind if they are the border of pictures';
    found.push({problem: 'constantColumns', columns: constant, advice});
  }
  const isUsual = (ratio: number): boolean => ratio >= UPDATE_RATIOS.min && ratio <= UPDATE_RATIOS.max;
  // Steps from the first weights are large, and those of weights that explode small beside them.
  const tells = steps >= FIRST_STEPS && exploding.length === 0;
  if (updateRatio !== undefined && tells && !isUsual(updateRatio)) {
    const help =
      updateRatio < UPDATE_RATIOS.min
        ? 'raise the learning rate unless all is learned'
        : 'lower the learning rate';
    add(
      'updateRatio',
      `the last step changed the weights by ${updateRatio.toPrecision(2)} of their size, where ` +
        `${UPDATE_RATIOS.good} is good; ${help}`,
    );
  }
  addUnits(
    'explodingWeights',
    exploding,
    `have weights beyond ${LARGEST_WEIGHT}; lower the learning rate, or raise weightDecay or set maxNorm`,
  );
  if (!(freeEnergy.deviation <= FREE_ENERGY * visible.units)) {
    add(
      'explodingFreeEnergy',
      `the free energies of the rows ${
        Number.isFinite(freeEnergy.deviation)
          ? `deviate by ${freeEnergy.deviation.toPrecision(2)} nats`
          : 'are too large for numbers'
      }; ` + 'standardise real-valued data, or lower the learning rate',
    );
  }
  return found;
}

function constantColumns({sums, squares, rows}: ColumnStatistics): number[] {
  return placesWhere(sums.length, (column) => {
    const square = squares[column]! / rows;
    return square - (sums[column]! / rows) ** 2 <= CONSTANT * square;
  });
}

function placesWhere(count: number, isThere: (place: number) => boolean): number[] {
  return Array.from({length: count}, (_, place) => place).filter(isThere);
}
