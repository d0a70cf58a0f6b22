import {deriveKey} from '../../random/Key.js';
import {monitoredRows, type EngineArgs, type StepArgs} from '../Engine.js';

/** The phases of a step, by their numbers in `kernels/phases.ts`. */
const KINDS = {
  listData: 0,
  hiddenGivenData: 1,
  listHidden: 2,
  visibleGivenHidden: 3,
  listVisible: 4,
  hiddenGivenVisible: 5,
  update: 6,
};

/** What a phase is to do beyond the conditional means, as bits of its flags in `kernels/conditional.ts`. */
const FLAGS = {
  sample: 1,
  gaussian: 2,
  mean: 4,
  error: 8,
  summarise: 16,
  monitor: 32,
  output: 64,
  columns: 128,
};

/** Returns the phases of a step that does not train, and hands out the means of the hidden units. */
export function transformPhases(rows: number): number[][] {
  return [
    [KINDS.listData, rows, FLAGS.output, 0, 0],
    [KINDS.hiddenGivenData, rows, FLAGS.output, 0, 0],
  ];
}

/** At most so many phases has a step. */
export function maxPhases({k}: {k: number}): number {
  return 4 * k + 8;
}

/** What decides which phases a step has. */
interface PhasesArgs
  extends Pick<StepArgs, 'key' | 'k' | 'reconstruction'>, Pick<EngineArgs, 'estimator' | 'chains'> {
  rows: number;
  isGaussian: boolean;
}

/**
 * Returns the phases of a training step, each as the words of its record: kind, rows, flags, and the key of its random
 * numbers. Threads meet after each.
 *
 * The same Gibbs chains, with the same keys, as in `tensorEngine.ts`.
 */
export function stepPhases(args: PhasesArgs): number[][] {
  const {key, k, reconstruction, estimator, chains, rows, isGaussian} = args;
  const form = (isGaussian ? FLAGS.gaussian : 0) | (reconstruction === 'mean' ? FLAGS.mean : 0);
  const phase = (kind: keyof typeof KINDS, count: number, flags: number, stream = 0): number[] => {
    return [KINDS[kind], count, flags, ...deriveKey(key, stream)];
  };
  const isPersistent = estimator === 'pcd';
  const negativeRows = isPersistent ? chains : rows;
  /** One Gibbs step of the negative phase, from the hidden states. */
  const gibbs = (step: number): number[][] => [
    phase('listHidden', negativeRows, step === 0 && !isPersistent ? FLAGS.summarise : 0),
    phase(
      'visibleGivenHidden',
      negativeRows,
      form | FLAGS.sample | (step === 0 && !isPersistent ? FLAGS.error : 0),
      2 * step + 1,
    ),
    // Of the last states alone the update needs the columns.
    ...(form === 0 ? [phase('listVisible', negativeRows, step === k - 1 ? FLAGS.columns : 0)] : []),
    phase(
      'hiddenGivenVisible',
      negativeRows,
      form | (isPersistent || step < k - 1 ? FLAGS.sample : 0),
      2 * (step + 1),
    ),
  ];
  const negative = Array.from({length: k}, (_, step) => gibbs(step)).flat();
  const positive = [
    phase('listData', rows, 0),
    phase('hiddenGivenData', rows, FLAGS.sample | (isPersistent ? FLAGS.monitor : 0)),
  ];
  const update = phase('update', rows, form);
  if (!isPersistent) return [...positive, ...negative, update];
  const watched = monitoredRows(rows, {estimator});
  const monitor = [
    phase('listHidden', watched, FLAGS.monitor | FLAGS.summarise),
    phase('visibleGivenHidden', watched, FLAGS.monitor | FLAGS.error | (form & FLAGS.gaussian)),
  ];
  // The lists of the data come first: those of the negative phase follow them.
  const [list, ...given] = positive;
  return [list!, ...negative, ...given, ...monitor, update];
}
