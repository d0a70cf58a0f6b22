import type * as tf from '@tensorflow/tfjs-core';
import {argumentError, checkArgs, checkOneOf, show} from '../../check.js';
import type {Machine} from '../../energy/Machine.js';
import {integer, optional, readOptions, unchecked, type OptionTable} from '../../options.js';
import {checkBinaryUnits} from '../data/checkRows.js';
import {classLabels} from '../data/classLabels.js';
import {withStates} from '../data/states.js';
import {onCopy} from '../state/onCopy.js';
import type {MetricName} from './monitors/Metric.js';
import {METRICS} from './monitors/monitors.js';

/** A metric by its name, or with its options. */
export type MetricArgs =
  | MetricName
  | {
      name: 'pseudoLikelihood';
      /**
       * `'all'` flips each bit of each row. `'random'` flips one of each row, which stands for all of them: as fast as a free
       * energy, and without bias, but noisy (scikit-learn's `score_samples`).
       *
       * @defaultValue `'all'`
       */
      bits?: 'all' | 'random';
    };

/** Options of `evaluate`. */
export interface EvaluateArgs {
  /**
   * What to measure, by name, one or a list:
   *
   * - `'reconstructionError'`: the squared difference between rows and their means given hidden states that are drawn, averaged
   *   over rows and units; of standardized data where the machine standardizes. Values that are missing do not count.
   * - `'freeEnergyGap'`: the mean free energy of the rows less that of as many of `trainingData`, in nats. When it grows from
   *   epoch to epoch, the machine overfits (Hinton 2010, section 6).
   * - `'pseudoLikelihood'`: of binary rows, in nats a row: the log probability of each bit given all others, added up. It needs no
   *   partition function, but is no measure to compare machines by (Besag 1975).
   * - `'logLikelihood'`: in nats a row, exact where the machine is small, else annealed at 1,000 inverse temperatures; `score` has
   *   more options.
   * - `'accuracy'`: the share of rows whose likeliest class is theirs.
   *
   * @defaultValue `'reconstructionError'`, `'accuracy'` where there are `labels`, and `'freeEnergyGap'` where there are `trainingData`
   */
  metrics?: MetricArgs | readonly MetricArgs[];
  /** The class of each row, `[rows]` or one-hot `[rows, classes]`, for a machine with label units. @defaultValue none */
  labels?: tf.Tensor;
  /** Rows that the machine was trained on, `[rows, numVisible]`. @defaultValue none */
  trainingData?: tf.Tensor;
  /** An integer >= 0 that fixes what is drawn. @defaultValue the machine's own: the same until it is trained on */
  seed?: number;
}

/** What the defaults of `evaluate` depend on. */
interface EvaluateContext {
  machine: Machine;
  labels: tf.Tensor | undefined;
  trainingData: tf.Tensor | undefined;
}

const EVALUATE = {
  metrics: readMetrics,
  labels: unchecked<tf.Tensor>(),
  trainingData: unchecked<tf.Tensor>(),
  seed: optional(integer({min: 0})),
} satisfies OptionTable<EvaluateArgs, EvaluateContext>;

/** What to measure, and how. */
interface Wanted {
  name: MetricName;
  bits: 'all' | 'random';
}

/**
 * Measures a machine, as it is now, on rows.
 *
 * @returns The value of each metric, by its name.
 */
export async function evaluate(
  machine: Machine,
  x: tf.Tensor,
  args: EvaluateArgs,
): Promise<Record<string, number>> {
  const where = 'evaluate';
  const {metrics, labels, trainingData, seed} = readOptions(EVALUATE, args, {where, context: {machine}});
  return onCopy(machine, async (copy) => {
    const classes =
      labels &&
      (await classLabels(labels, {
        where: `${where}: labels`,
        rows: x.shape[0],
        classes: machine.numClasses,
      }));
    return withStates(copy, x, {
      where: `${where}: x`,
      classes,
      async use(states, {x}) {
        const found: Record<string, number> = {};
        for (const {name, bits} of metrics) {
          found[name] = await METRICS[name].evaluate(copy, {x, states, trainingData, seed, bits});
        }
        return found;
      },
    });
  });
}

function readMetrics(
  given: MetricArgs | readonly MetricArgs[] | undefined,
  where: string,
  {machine, labels, trainingData}: EvaluateContext,
): Wanted[] {
  if (labels !== undefined && machine.numClasses === 0) {
    const condition = 'left out for a machine without label units';
    throw argumentError(TypeError, {where: 'evaluate: labels', condition, got: show(labels)});
  }
  const byDefault: MetricName[] = [
    'reconstructionError',
    ...(labels === undefined ? [] : ['accuracy' as const]),
    ...(trainingData === undefined ? [] : ['freeEnergyGap' as const]),
  ];
  const list = (Array.isArray(given ?? byDefault) ? (given ?? byDefault) : [given]) as readonly MetricArgs[];
  return list.map((metric, place) => {
    const own = Array.isArray(given) ? `${where}[${place}]` : where;
    const names = Object.keys(METRICS) as MetricName[];
    if (typeof metric !== 'object') return complete(checkOneOf(metric, {where: own, options: names}), own);
    const name = checkOneOf(metric.name, {where: `${own}.name`, options: names});
    checkArgs(metric, {where: own, known: name === 'pseudoLikelihood' ? ['name', 'bits'] : ['name']});
    const bits = checkOneOf(metric.bits ?? 'all', {where: `${own}.bits`, options: ['all', 'random']});
    return {...complete(name, own), bits};
  });

  function complete(name: MetricName, own: string): Wanted {
    const need = (what: string): Error =>
      argumentError(TypeError, {where: own, condition: `another metric without ${what}`, got: show(name)});
    if (name === 'accuracy' && labels === undefined) throw need('labels');
    if (name === 'freeEnergyGap' && trainingData === undefined) throw need('trainingData');
    if (name === 'pseudoLikelihood') checkBinaryUnits(machine, 'evaluate: this');
    return {name, bits: 'all'};
  }
}
