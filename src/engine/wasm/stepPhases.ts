import {deriveKey} from '../../random/Key.js';
import {monitoredRows, STREAMS, type StepArgs} from '../Engine.js';
import type {UnitForms} from './unitForms.js';

/** The phases of a step, by their numbers in `kernels/phases.ts`. */
const KINDS = {
  listData: 0,
  hiddenGivenData: 1,
  listHidden: 2,
  visibleGivenHidden: 3,
  listVisible: 4,
  hiddenGivenVisible: 5,
  update: 6,
  seeData: 7,
  drawKept: 8,
  findGradients: 9,
  moveBiases: 10,
  shorten: 11,
};

/** What a phase is to do beyond the conditional means, as bits of its flags in `kernels/flags.ts`. */
const FLAGS = {
  sample: 1,
  gaussian: 2,
  mean: 4,
  error: 8,
  summarise: 16,
  monitor: 32,
  output: 64,
  columns: 128,
  gaussianHidden: 256,
  dropout: 512,
  chainDropout: 1024,
  apart: 2048,
  centred: 4096,
  average: 8192,
};

/** Returns the phases of a step that does not train, and hands out the means of the hidden units. */
export function transformPhases(rows: number, {learnsVariance, isHiddenReal}: UnitForms): number[][] {
  const flags = FLAGS.output | (isHiddenReal ? FLAGS.gaussianHidden : 0);
  return [
    ...(learnsVariance ? [[KINDS.seeData, rows, flags, 0, 0]] : []),
    [KINDS.listData, rows, flags, 0, 0],
    [KINDS.hiddenGivenData, rows, flags, 0, 0],
  ];
}

/** At most so many phases has a step. */
export function maxPhases({k}: {k: number}): number {
  return 4 * k + 14;
}

/** What decides which phases a step has. */
interface PhasesArgs
  extends
    UnitForms,
    Pick<StepArgs, 'key' | 'k' | 'reconstruction' | 'estimator' | 'centering' | 'dropout' | 'maxNorm'> {
  rows: number;
}

/**
 * Returns the phases of a training step, each as the words of its record: kind, rows, flags, and the key of its random
 * numbers. Threads meet after each.
 *
 * The same Gibbs chains, with the same keys, as in `tensorEngine.ts`.
 */
export function stepPhases(args: PhasesArgs): number[][] {
  const {key, k, reconstruction, estimator, rows} = args;
  const {chains} = estimator;
  const isPersistent = estimator.type === 'pcd';
  const phase = (kind: keyof typeof KINDS, count: number, flags: number, stream = 0): number[] => {
    return [KINDS[kind], count, flags, ...deriveKey(key, stream)];
  };
  const real = (args.isVisibleReal ? FLAGS.gaussian : 0) | (reconstruction === 'mean' ? FLAGS.mean : 0);
  const hiddenForm = args.isHiddenReal ? FLAGS.gaussianHidden : 0;
  const hasDropout = args.dropout > 0;
  /** What the phases of the data have in common, and those of the negative phase. */
  const ofData = hiddenForm | (hasDropout ? FLAGS.dropout : 0);
  const ofChains = isPersistent && hasDropout ? hiddenForm | FLAGS.chainDropout : ofData;
  const negativeRows = isPersistent ? chains : rows;
  const list = (count: number, flags: number): number[][] =>
    args.isHiddenReal && !(flags & FLAGS.summarise) ? [] : [phase('listHidden', count, flags)];
  /** One Gibbs step of the negative phase, from the hidden states. */
  const gibbs = (step: number): number[][] => {
    const isFromData = step === 0 && !isPersistent;
    const form = ofChains | real;
    return [
      ...list(negativeRows, ofChains | (isFromData ? FLAGS.summarise : 0)),
      phase(
        'visibleGivenHidden',
        negativeRows,
        form | FLAGS.sample | (isFromData ? FLAGS.error : 0),
        2 * step + 1,
      ),
      // Of the last states alone the update needs the columns.
      ...(real === 0 ? [phase('listVisible', negativeRows, step === k - 1 ? FLAGS.columns : 0)] : []),
      phase(
        'hiddenGivenVisible',
        negativeRows,
        form | (isPersistent || step < k - 1 ? FLAGS.sample : 0),
        2 * (step + 1),
      ),
    ];
  };
  const negative = Array.from({length: k}, (_, step) => gibbs(step)).flat();
  const given = phase('hiddenGivenData', rows, ofData | FLAGS.sample | (isPersistent ? FLAGS.monitor : 0));
  const watched = monitoredRows(rows, estimator.type);
  const monitor = [
    ...list(watched, ofData | FLAGS.monitor | FLAGS.summarise),
    phase('visibleGivenHidden', watched, ofData | FLAGS.monitor | FLAGS.error | (real & FLAGS.gaussian)),
  ];
  return [
    ...(hasDropout ? [phase('drawKept', rows, FLAGS.dropout, STREAMS.dropout)] : []),
    ...(hasDropout && isPersistent
      ? [phase('drawKept', chains, FLAGS.chainDropout, STREAMS.chainDropout)]
      : []),
    ...(args.learnsVariance ? [phase('seeData', rows, 0)] : []),
    // The lists of the data come first: those of the negative phase follow them.
    phase('listData', rows, 0),
    ...(isPersistent ? [...negative, given, ...monitor] : [given, ...negative]),
    ...updatePhases(args, real).map(([kind, flags]) => phase(kind, rows, flags)),
  ];
}

/** Returns the phases that move the parameters, with their flags. */
function updatePhases(
  {centering, learnsVariance, maxNorm}: PhasesArgs,
  real: number,
): [keyof typeof KINDS, number][] {
  const isCentred = centering.by !== 'off';
  const centres = (isCentred ? FLAGS.centred : 0) | (centering.by === 'average' ? FLAGS.average : 0);
  // What moves the biases then depends on the gradient of the weights.
  const isApart = isCentred || learnsVariance;
  const flags = real | centres | (isApart ? FLAGS.apart : 0);
  return [
    ...(isApart ? [['findGradients', flags] as [keyof typeof KINDS, number]] : []),
    ['update', flags],
    ...(isApart ? [['moveBiases', flags] as [keyof typeof KINDS, number]] : []),
    ...(maxNorm === undefined ? [] : [['shorten', flags] as [keyof typeof KINDS, number]]),
  ];
}
