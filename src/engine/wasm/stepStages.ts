import type {Machine} from '../../energy/Machine.js';
import {deriveKey} from '../../random/Key.js';
import {monitoredRows, STREAMS, type StepArgs} from '../Engine.js';
import {FLAG, KIND, type STAGE} from './generated/contract.js';
import type {RecordOf} from '../../kernelRecords.js';

// A step is a list of stages, after each of which the threads meet. `kernels/stages.ts` says what each kind does, and
// `kernels/flags.ts` what the bits of its flags add.

/** What the kernels are told of a stage. */
export type StageRecord = RecordOf<typeof STAGE>;

/** A stage, and whether a step has it. */
interface Row {
  kind: keyof typeof KIND;
  /** @defaultValue true */
  when?: boolean;
  /** How many rows it works on. */
  rows: number;
  /** @defaultValue none */
  flags?: number;
  /** The stream of its random numbers. @defaultValue 0 */
  stream?: number;
}

/** What the kernels have to know of a machine's units, which are all Bernoulli or Gaussian. */
export interface UnitForms {
  /** Whether the visible states are real numbers. */
  isVisibleReal: boolean;
  /** Whether their variances are learned. */
  learnsVariance: boolean;
  /** Whether the hidden states are real numbers. */
  isHiddenReal: boolean;
}

/** Returns what the kernels have to know of a machine's units. */
export function unitForms({visible, hidden}: Pick<Machine, 'visible' | 'hidden'>): UnitForms {
  return {
    isVisibleReal: visible.kind.type === 'gaussian',
    learnsVariance: visible.kind.learnsVariance,
    isHiddenReal: hidden.kind.type === 'gaussian',
  };
}

/** Returns the stages of a step that does not train, and hands out the means of the hidden units. */
export function transformStages(rows: number, {learnsVariance, isHiddenReal}: UnitForms): StageRecord[] {
  const flags = FLAG.output | flag('gaussianHidden', isHiddenReal);
  return records([
    {kind: 'seeData', rows, flags, when: learnsVariance},
    {kind: 'listData', rows, flags},
    {kind: 'hiddenGivenData', rows, flags},
  ]);
}

/** A step has at most so many stages. */
export function maxStages({k}: {k: number}): number {
  return 4 * k + 14;
}

/** What decides which stages a step has. */
interface StagesArgs
  extends
    UnitForms,
    Pick<StepArgs, 'key' | 'k' | 'reconstruction' | 'estimator' | 'centering' | 'dropout' | 'maxNorm'> {
  rows: number;
}

/**
 * Returns the stages of a training step.
 *
 * The same Gibbs chains, with the same keys, as in `tensorEngine.ts`.
 */
export function stepStages(args: StagesArgs): StageRecord[] {
  const {rows, dropout, learnsVariance, key} = args;
  const {chains} = args.estimator;
  const isPersistent = args.estimator.type === 'pcd';
  const hasDropout = dropout > 0;
  const given: Row = {
    kind: 'hiddenGivenData',
    rows,
    flags: ofData(args) | FLAG.sample | flag('monitor', isPersistent),
  };
  const negative = negativePhase(args);
  const start: Row[] = [
    {kind: 'drawKept', rows, flags: FLAG.dropout, stream: STREAMS.dropout, when: hasDropout},
    {
      kind: 'drawKept',
      rows: chains,
      flags: FLAG.chainDropout,
      stream: STREAMS.chainDropout,
      when: hasDropout && isPersistent,
    },
    {kind: 'seeData', rows, when: learnsVariance},
    // The lists of the data come first: those of the negative phase follow them.
    {kind: 'listData', rows},
  ];
  return records(
    [
      ...start,
      ...(isPersistent ? [...negative, given, ...monitoring(args)] : [given, ...negative]),
      ...updating(args),
    ],
    (stream) => deriveKey(key, stream),
  );
}

/** The Gibbs steps of the negative phase, from the hidden states. */
function negativePhase(args: StagesArgs): Row[] {
  const {k, isHiddenReal} = args;
  const isPersistent = args.estimator.type === 'pcd';
  const rows = isPersistent ? args.estimator.chains : args.rows;
  const ofChains =
    isPersistent && args.dropout > 0
      ? flag('gaussianHidden', isHiddenReal) | FLAG.chainDropout
      : ofData(args);
  const real = realVisible(args);
  return Array.from({length: k}, (_, step): Row[] => {
    const isFirst = step === 0 && !isPersistent;
    const isLast = step === k - 1;
    return [
      {
        kind: 'listHidden',
        rows,
        flags: ofChains | flag('summarize', isFirst),
        when: !isHiddenReal || isFirst,
      },
      {
        kind: 'visibleGivenHidden',
        rows,
        flags: ofChains | real | FLAG.sample | flag('error', isFirst),
        stream: 2 * step + 1,
      },
      // Of the last states alone the update needs the columns.
      {kind: 'listVisible', rows, flags: flag('columns', isLast), when: real === 0},
      {
        kind: 'hiddenGivenVisible',
        rows,
        flags: ofChains | real | flag('sample', isPersistent || !isLast),
        stream: 2 * (step + 1),
      },
    ];
  }).flat();
}

/** What measures the reconstruction error of some rows where the negative phase does not begin at the data. */
function monitoring(args: StagesArgs): Row[] {
  const rows = monitoredRows(args.rows, args.estimator.type);
  const flags = ofData(args) | FLAG.monitor;
  const gaussian = realVisible(args) & FLAG.gaussian;
  return [
    {kind: 'listHidden', rows, flags: flags | FLAG.summarize},
    {kind: 'visibleGivenHidden', rows, flags: flags | FLAG.error | gaussian},
  ];
}

/** What moves the parameters. */
function updating(args: StagesArgs): Row[] {
  const {rows, centering, learnsVariance, maxNorm} = args;
  const isCentered = centering.by !== 'off';
  // What moves the biases then depends on the gradient of the weights.
  const isApart = isCentered || learnsVariance;
  const flags =
    realVisible(args) |
    flag('centered', isCentered) |
    flag('average', centering.by === 'average') |
    flag('apart', isApart);
  return [
    {kind: 'findGradients', rows, flags, when: isApart},
    {kind: 'update', rows, flags},
    {kind: 'moveBiases', rows, flags, when: isApart},
    {kind: 'shorten', rows, flags, when: maxNorm !== undefined},
  ];
}

/** What the stages of the data have in common. */
function ofData({isHiddenReal, dropout}: StagesArgs): number {
  return flag('gaussianHidden', isHiddenReal) | flag('dropout', dropout > 0);
}

/** What makes the visible units show real numbers to the hidden ones. */
function realVisible({isVisibleReal, reconstruction}: StagesArgs): number {
  return flag('gaussian', isVisibleReal) | flag('mean', reconstruction === 'mean');
}

function flag(name: keyof typeof FLAG, isSet: boolean): number {
  return isSet ? FLAG[name] : 0;
}

function records(
  rows: readonly Row[],
  keyOf: (stream: number) => readonly [number, number] = () => [0, 0],
): StageRecord[] {
  return rows
    .filter(({when = true}) => when)
    .map(({kind, rows, flags = 0, stream = 0}) => {
      const [key0, key1] = keyOf(stream);
      return {kind: KIND[kind], rows, flags, key0, key1};
    });
}
