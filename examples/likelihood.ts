import * as tf from '@tensorflow/tfjs';
import {RBM} from 'tfjs-dbn';
import {PIXELS} from '../datasets/Dataset.js';
import {digits} from '../datasets/digits.js';
import type {ExampleArgs} from './lib/ExampleArgs.js';

/**
 * Likelihood: says how good a model of handwritten digits a machine is, exactly where it is small, and by annealed importance
 * sampling where it is not.
 *
 * The reconstruction error does not tell: it says how well a machine copies. The likelihood says how probable the machine holds
 * digits that it has not seen, among all the pictures that there could be.
 */
export async function likelihood({quick, seed}: ExampleArgs): Promise<void> {
  const {train, test} = digits();
  const x = blackAndWhite(train.pixels, quick ? 2000 : train.labels.length);
  const unseen = blackAndWhite(test.pixels, quick ? 500 : test.labels.length);

  // Centred units and chains that persist: of what is as fast, this comes closest to following the likelihood.
  const trained = async (hidden: number): Promise<RBM> => {
    const rbm = new RBM({visible: PIXELS, hidden, seed});
    const epochs = quick ? 5 : 30;
    await rbm.fit(x, {
      estimator: 'pcd',
      centering: 'data',
      epochs,
      batchSize: quick ? 50 : 100,
      momentum: 0,
      learningRate: [
        [0, 0.05],
        [Math.floor(epochs / 2), 0.01],
      ],
    });
    return rbm;
  };

  // What any model has to beat: pixels that know nothing of each other. That is a machine that has only seen how often each
  // is white, which `fit` makes its visible biases before the first epoch.
  const independent = new RBM({visible: PIXELS, hidden: 1, seed});
  await independent.fit(x, {epochs: 0});

  // 16 hidden units have 65,536 states, so that log Z, what all pictures weigh together, is a sum. The estimate has to come to
  // the same: it anneals from pixels that know nothing of each other to the machine, in many small steps.
  const small = await trained(16);
  const exact = await small.logPartition({method: 'exact'});
  const check = await small.logPartition({
    method: 'ais',
    data: x,
    inverseTemperatures: quick ? 200 : 1000,
    seed,
  });

  // 100 hidden units have 10^30 states. An estimate is too small in the mean, and its reverse, which begins at pictures of the
  // machine's own, too large: what lies between them is how far to trust it.
  const large = await trained(quick ? 50 : 100);
  const estimate = await large.logPartition({
    method: 'ais',
    data: x,
    runs: 100,
    inverseTemperatures: quick ? 300 : 3000,
    reverse: true,
    seed,
  });

  console.log('\nMean log-likelihood of digits, black or white, in nats: higher is better');
  console.log(`${''.padEnd(22)}   training     unseen   pseudo-likelihood of unseen`);
  const show = async (name: string, rbm: RBM, logPartition: typeof exact): Promise<void> => {
    const scores = [
      await rbm.score(x, {logPartition}),
      await rbm.score(unseen, {logPartition}),
      (await rbm.evaluate(unseen, {metrics: 'pseudoLikelihood'}))['pseudoLikelihood']!,
    ];
    console.log(name.padEnd(22) + scores.map((score) => score.toFixed(1).padStart(11)).join(''));
  };
  await show('independent pixels', independent, await independent.logPartition({method: 'exact'}));
  await show('16 hidden units', small, exact);
  await show(`${large.numHidden} hidden units`, large, estimate);

  console.log('\nlog Z                    exact   estimate          reverse estimate');
  console.log(
    `16 hidden units    ${exact.value.toFixed(2).padStart(11)}   ${words(check)}   ${words(check.reverse)}`,
  );
  console.log(
    `${large.numHidden} hidden units${' '.repeat(18)}${words(estimate)}   ${words(estimate.reverse)}`,
  );
  tf.dispose([x, unseen]);
  for (const rbm of [independent, small, large]) rbm.dispose();
}

/** Images of pixels that are 0 or 1: only of such is there a likelihood of binary units. */
function blackAndWhite(pixels: Float32Array, count: number): tf.Tensor2D {
  const values = pixels.subarray(0, count * PIXELS).map((grey) => (grey >= 0.5 ? 1 : 0));
  return tf.tensor2d(values, [count, PIXELS]);
}

function words(estimate: {value: number; standardError: number} | undefined): string {
  if (estimate === undefined) return 'none';
  return `${estimate.value.toFixed(2)} ± ${estimate.standardError.toFixed(2)}`.padEnd(15);
}
