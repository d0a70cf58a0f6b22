import {argumentError} from '../check.js';
import type {Machine} from '../energy/Machine.js';
import {enumerableLayer, MOST_STATES} from './enumerable.js';
import {estimateLogPartition, type EstimateArgs} from './estimateLogPartition.js';
import {exactLogPartition} from './exactLogPartition.js';
import type {Estimate} from './logSum.js';
import {workLine} from '../progress.js';

/** The log of a machine's partition function, in nats, and how sure it is. */
export interface LogPartition {
  /** log Z; with `'ais'` an estimate that is too small in the mean. */
  value: number;
  /** How it was found: by summing over all states of a layer, or by annealed importance sampling. */
  method: 'exact' | 'ais';
  /** The standard error of `value`; 0 where it is exact. */
  standardError: number;
  /**
   * Where log Z lies with a probability of about 95 %: two standard errors on either side, from the lower estimate to the
   * upper one where there are two.
   */
  interval: [low: number, high: number];
  /** The estimate by the reverse path, which is too large in the mean. */
  reverse?: {value: number; standardError: number};
}

/** How log Z is found. */
export interface LogPartitionSettings extends Omit<EstimateArgs, 'progress'> {
  method: 'auto' | 'exact' | 'ais';
  verbose: 0 | 1;
}

/** Estimates disagree that differ by more than so many of their common standard errors, and by more nats than that. */
const MOST_ERRORS = 3;
const MOST_NATS = 1;

/**
 * Finds log Z of a machine, exactly where a layer can be enumerated, else by annealed importance sampling.
 *
 * @param context - `where` is the function that the user called.
 * @throws RangeError when it is to be exact and cannot be; Error when there is no finite Z.
 */
export async function findLogPartition(
  machine: Machine,
  {method, verbose, ...args}: LogPartitionSettings,
  {where}: {where: string},
): Promise<LogPartition> {
  const enumerated = enumerableLayer(machine);
  if (method === 'exact' && enumerated === undefined) {
    throw argumentError(RangeError, {
      where: `${where}: method`,
      condition: `'auto' or 'ais' where neither layer has at most ${MOST_STATES} states`,
      got: "'exact'",
    });
  }
  const line = workLine(`RBM ${machine.visible.units}-${machine.hidden.units}  log Z`);
  const progress = (share: number): void => {
    if (verbose === 1) line.progress(share);
  };
  try {
    const found =
      enumerated === undefined || method === 'ais'
        ? estimated(await estimateLogPartition(machine, {...args, progress}))
        : exact(await exactLogPartition(machine, {enumerated, progress}));
    checkFinite(found, where);
    if (verbose === 1) line.leave(shown(found));
    warnOfDisagreement(found, {where, temperatures: args.inverses.length});
    return found;
  } finally {
    line.end();
  }
}

function exact(value: number): LogPartition {
  return {value, method: 'exact', standardError: 0, interval: [value, value]};
}

function estimated(estimate: Estimate & {reverse?: Estimate}): LogPartition {
  const {reverse = estimate} = estimate;
  const bounds = [estimate, reverse].map(({value, standardError}) => ({
    low: value - 2 * standardError,
    high: value + 2 * standardError,
  }));
  const interval: [number, number] = [
    Math.min(...bounds.map(({low}) => low)),
    Math.max(...bounds.map(({high}) => high)),
  ];
  return {...estimate, method: 'ais', interval};
}

function checkFinite({value, reverse}: LogPartition, where: string): void {
  const wrong = [value, reverse?.value ?? 0].find((one) => !Number.isFinite(one));
  if (wrong === undefined) return;
  throw argumentError(Error, {
    where: `${where}: log Z`,
    condition: 'finite',
    got: String(wrong),
    advice: 'weights that are too large between units without bounds leave no distribution',
  });
}

function warnOfDisagreement(
  {value, standardError, reverse}: LogPartition,
  {where, temperatures}: {where: string; temperatures: number},
): void {
  if (reverse === undefined) return;
  const difference = Math.abs(reverse.value - value);
  const error = Math.hypot(standardError, reverse.standardError);
  if (difference <= MOST_NATS || difference <= MOST_ERRORS * error) return;
  console.warn(
    `${where}: the estimates of log Z from both ends of the path should agree, got ${value.toFixed(2)} and ` +
      `${reverse.value.toFixed(2)}, with standard errors ${standardError.toFixed(2)} and ` +
      `${reverse.standardError.toFixed(2)}; take more temperatures than ${temperatures}, or give the training ` +
      'data if you have not, and until they agree rely on neither.',
  );
}

function shown({value, standardError, reverse, method}: LogPartition): string {
  if (method === 'exact') return value.toFixed(3);
  const one = (estimate: Estimate): string =>
    `${estimate.value.toFixed(2)} ± ${estimate.standardError.toFixed(2)}`;
  return one({value, standardError}) + (reverse === undefined ? '' : `, reverse ${one(reverse)}`);
}
