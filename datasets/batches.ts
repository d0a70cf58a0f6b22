import * as tf from '@tensorflow/tfjs';
import type {RowBlock} from './RowBlock.js';

/** A batch of labelled rows, as `model.fitDataset` takes it. */
export interface LabelledBatch {
  /** `[rows, columns]` */
  xs: tf.Tensor2D;
  /** `[rows, classes]`, a 1 in each row; or `[rows]`, the labels as they are. */
  ys: tf.Tensor;
  [name: string]: tf.Tensor;
}

/** How rows become tensors. */
interface BatchesArgs {
  /** Rows a batch; the last one has what is left. */
  batchSize: number;
  /** Values a row. */
  columns: number;
  /** What values are divided by. */
  divisor: number;
  /** How many classes there are, to make the labels one-hot; without it they stay numbers. */
  classes: number | undefined;
  labelType: 'int32' | 'float32';
}

/** Makes batches of the rows of blocks, whatever the sizes of those. Who takes a batch disposes it. */
export async function* batches(
  blocks: AsyncIterable<RowBlock>,
  args: BatchesArgs,
): AsyncGenerator<tf.Tensor2D | LabelledBatch, void, void> {
  const {batchSize, columns} = args;
  const values = new Float32Array(batchSize * columns);
  const labels = new Float32Array(batchSize);
  let filled = 0;
  let isLabelled = false;
  for await (const block of blocks) {
    isLabelled = block.labels !== undefined;
    for (let row = 0; row < block.rows; ++row) {
      const from = block.order === undefined ? row : block.order[row]!;
      values.set(block.values.subarray(from * columns, (from + 1) * columns), filled * columns);
      if (isLabelled) labels[filled] = block.labels![from]!;
      if (++filled < batchSize) continue;
      yield batch(values, isLabelled ? labels : undefined, args);
      filled = 0;
    }
  }
  if (filled === 0) return;
  yield batch(
    values.subarray(0, filled * columns),
    isLabelled ? labels.subarray(0, filled) : undefined,
    args,
  );
}

function batch(
  values: Float32Array,
  labels: Float32Array | undefined,
  {columns, divisor, classes, labelType}: BatchesArgs,
): tf.Tensor2D | LabelledBatch {
  // Copies: the arrays are filled again while the tensors are in use.
  const scaled = values.map((value) => value / divisor);
  const xs = tf.tensor2d(scaled, [values.length / columns, columns]);
  if (labels === undefined) return xs;
  if (classes === undefined) return {xs, ys: tf.tensor1d(labels.slice(), labelType)};
  const hot = new Float32Array(labels.length * classes);
  labels.forEach((label, row) => (hot[row * classes + label] = 1));
  return {xs, ys: tf.tensor2d(hot, [labels.length, classes])};
}
