import type {Machine} from '../../../energy/Machine.js';
import type {CheckedVisible} from '../../data/checkVisible.js';
import type {ProgressLine} from '../../../progress.js';
import {duplicateUnits} from './duplicateUnits.js';
import {findings} from './findings.js';
import type {Finding, HealthReport} from './HealthReport.js';
import {measureHealth, updateRatio} from './measures.js';

/** How much is looked at when `fit` ends: it is to cost little. */
const AT_A_GLANCE = {rows: 300, units: 500};

/** How many of the units or columns concerned are named. */
const MOST_NAMED = 8;

/** How a machine is judged. */
interface HealthArgs {
  /** What {@link updateRatio} says of it. */
  ratio: Promise<number | undefined>;
  /** How many rows, and hidden units, are looked at, evenly spaced. @defaultValue all of them */
  rows?: number;
  units?: number;
}

/**
 * Tells what is wrong with a machine.
 *
 * @param data - States of its visible units that it was trained on, or is to be judged by.
 */
export async function health(
  machine: Machine,
  {x, sums, squares, ...data}: CheckedVisible,
  {ratio, rows = Infinity, units = Infinity}: HealthArgs,
): Promise<HealthReport> {
  const measures = {
    ...(await measureHealth(machine, x, {rows: Math.min(rows, x.shape[0])})),
    updateRatio: await ratio,
  };
  const duplicates = await duplicateUnits(machine, {most: units});
  // Label units may be missing, which makes their columns constant.
  const own = machine.data.units;
  const columns = {sums: sums.subarray(0, own), squares: squares.subarray(0, own), rows: data.rows};
  return {...measures, findings: findings(machine, {...measures, duplicates, columns})};
}

/**
 * Shows what is wrong with a machine that has been trained, if anything is; of binary columns that are constant, as the margins
 * of most drawings are, nothing unless all are.
 */
export async function showHealth(
  machine: Machine,
  data: CheckedVisible,
  {line}: {line: ProgressLine},
): Promise<void> {
  const {findings: found} = await health(machine, data, {...AT_A_GLANCE, ratio: updateRatio(machine)});
  for (const finding of found) {
    // Few things to tell make duplicates, which are no reason to worry.
    if (finding.problem === 'duplicateUnits') continue;
    const isMargin = machine.visible.kind.isBinary && finding.problem === 'constantColumns';
    if (isMargin && finding.columns!.length < machine.data.units) continue;
    line.note(sentence(finding));
  }
}

function sentence({advice, units, columns}: Finding): string {
  const places = units ?? columns;
  if (places === undefined) return `${advice}.`;
  const named = places.slice(0, MOST_NAMED).join(', ');
  return `${advice} (${units ? 'units' : 'columns'} ${named}${places.length > MOST_NAMED ? ', …' : ''}).`;
}
