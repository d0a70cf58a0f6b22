import * as tf from '@tensorflow/tfjs-core';
import type {ScalingValues} from '../../energy/Scaling.js';
import type {ColumnStatistics} from '../../energy/Scaling.js';
import {gatherRows} from '../../rows/gatherRows.js';
import {breather} from '../../platform/nextTask.js';
import {checkNotAborted} from '../state/checkNotAborted.js';
import type {CheckedVisible} from './checkVisible.js';
import type {DatasetArgs} from './Dataset.js';
import {readDataset, type ReadDatasetArgs} from './readDataset.js';

/** How many rows stand for all of a data set. */
const SAMPLE = 1000;

/** What is known of a data set before training. */
export interface Survey {
  /** The first rows, and the statistics of all that were read; `x` is owned by the caller. */
  sample: CheckedVisible;
  /** The class of each of the first rows, where that is asked for. */
  classes: Int32Array | undefined;
  /** How many rows of each class were read. */
  classCounts: Float64Array;
  /** Rows of the first batch, and so of the largest. */
  size: number;
  /** Batches an epoch, where all were read. */
  count: number | undefined;
}

/** What is to be found out. */
interface SurveyArgs extends Omit<ReadDatasetArgs, 'first' | 'size'> {
  /** Whether to read all of an epoch, or no more than the first rows. */
  isWhole: boolean;
  /** Ends the reading when it is aborted. */
  signal: AbortSignal | undefined;
  /** Hears how many rows have been read. */
  progress: (rows: number) => void;
}

/**
 * Reads a data set before it is trained on: all of it is checked, and its columns are added up, unless the first rows are enough.
 *
 * @throws TypeError, RangeError, Error when a batch is not what it should be.
 */
export async function surveyDataset(
  dataset: DatasetArgs,
  {isWhole, progress, ...args}: SurveyArgs,
): Promise<Survey> {
  const {units} = args.visible;
  const sums = new Float64Array(units);
  const squares = new Float64Array(units);
  const classCounts = new Float64Array(args.numClasses);
  const firstRows: tf.Tensor2D[] = [];
  const firstClasses: number[] = [];
  let [batches, rows, incomplete, kept] = [0, 0, 0, 0];
  let size: number | undefined;
  const breathe = breather();
  try {
    for await (const {checked, classes, free} of readDataset(dataset, {...args, first: 0})) {
      try {
        size ??= checked.rows;
        add(sums, checked.sums);
        add(squares, checked.squares);
        for (const own of classes ?? []) classCounts[own]!++;
        batches++;
        rows += checked.rows;
        incomplete += checked.incomplete;
        const missing = Math.min(SAMPLE - kept, checked.rows);
        if (missing > 0) {
          firstRows.push(
            gatherRows(
              checked.x,
              Int32Array.from({length: missing}, (_, row) => row),
            ),
          );
          firstClasses.push(...(classes?.subarray(0, missing) ?? []));
          kept += missing;
        }
      } finally {
        free();
      }
      progress(rows);
      checkNotAborted(args.signal, args.caller);
      if (kept === SAMPLE && !isWhole) break;
      await breathe();
    }
    return {
      sample: {x: tf.concat2d(firstRows, 0), rows, sums, squares, incomplete},
      classes: args.numClasses === 0 ? undefined : Int32Array.from(firstClasses),
      classCounts,
      size: size!,
      count: isWhole ? batches : undefined,
    };
  } finally {
    tf.dispose(firstRows);
  }
}

/** Returns the statistics of standardised rows with label units behind them, from those of the rows. */
export function statisticsOfStates(
  {rows, sums, squares}: ColumnStatistics,
  {scaling, classCounts}: {scaling: ScalingValues | undefined; classCounts: Float64Array},
): Pick<ColumnStatistics, 'sums' | 'squares' | 'rows'> {
  const own = {sums: Float64Array.from(sums), squares: Float64Array.from(squares)};
  if (scaling !== undefined) {
    for (let column = 0; column < sums.length; ++column) {
      const [mean, deviation] = [scaling.mean[column]!, scaling.deviation[column]!];
      own.sums[column] = (sums[column]! - rows * mean) / deviation;
      const centred = squares[column]! - 2 * mean * sums[column]! + rows * mean ** 2;
      own.squares[column] = Math.max(0, centred) / deviation ** 2;
    }
  }
  const joined = (values: Float64Array): Float64Array => Float64Array.from([...values, ...classCounts]);
  return {sums: joined(own.sums), squares: joined(own.squares), rows};
}

function add(sums: Float64Array, values: Float64Array): void {
  for (let column = 0; column < sums.length; ++column) sums[column]! += values[column]!;
}
