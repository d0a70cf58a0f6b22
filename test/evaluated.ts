import type * as tf from '@tensorflow/tfjs';
import type {EvaluateArgs, MetricArgs, RBM} from 'tfjs-dbn';

/** Measures a machine on rows by one metric. */
export async function evaluated(
  rbm: RBM,
  x: tf.Tensor,
  {metric, ...args}: Omit<EvaluateArgs, 'metrics'> & {metric: MetricArgs},
): Promise<number> {
  const values = Object.values(await rbm.evaluate(x, {...args, metrics: metric}));
  expect(values).toHaveLength(1);
  return values[0]!;
}
