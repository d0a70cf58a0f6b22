import {argumentError, show} from '../../check.js';

/**
 * Data that come batch by batch, as those of `tf.data` do: `iterator()` begins a pass over them, whose batches are tensors
 * `[rows, numVisible]`, or `{xs, ys}` with labels, `[rows]` or `[rows, classes]`. Who reads a batch disposes its tensors.
 */
export interface Dataset {
  iterator: () => Promise<{next: () => Promise<IteratorResult<unknown>>; return?: () => unknown}>;
}

/**
 * A data set, or what returns that of an epoch, numbered from 0: with a seed made of the number, each epoch has an order of its own
 * that a training that goes on after an interruption finds again.
 */
export type DatasetArgs = Dataset | ((epoch: number) => Dataset | Promise<Dataset>);

/**
 * Begins a pass over a data set.
 *
 * @param context - `where`: function and argument.
 * @throws TypeError when it is none.
 */
export async function beginPass(
  dataset: DatasetArgs,
  {epoch, where}: {epoch: number; where: string},
): Promise<Awaited<ReturnType<Dataset['iterator']>>> {
  const own = typeof dataset === 'function' ? await dataset(epoch) : dataset;
  if (typeof (own as Partial<Dataset> | null | undefined)?.iterator === 'function') return own.iterator();
  const condition = 'a tf.data.Dataset, or a function that returns one';
  const got = typeof dataset === 'function' ? `a function that returns ${show(own)}` : show(own);
  throw argumentError(TypeError, {where, condition, got});
}
