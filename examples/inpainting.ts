import {join} from 'node:path';
import * as tf from '@tensorflow/tfjs';
import {RBM} from 'tfjs-dbn';
import {PIXELS} from '../datasets/Dataset.js';
import {digits} from '../datasets/digits.js';
import {drawPanels} from './lib/drawPanels.js';
import {OUTPUT, type ExampleArgs} from './lib/ExampleArgs.js';
import {rowsOf} from './lib/rowsOf.js';

/** How many digits are drawn, and how many are filled in. */
const SHOWN = 16;
const FILLED = 100;
const FILLINGS = 10;

/** 1 where a pixel is given: in the upper half of the picture. */
const GIVEN = Float32Array.from({length: PIXELS}, (_, pixel) => (pixel < PIXELS / 2 ? 1 : 0));

/**
 * Conditional sampling: learns what handwritten digits look like, and then fills in the lower half of digits that it has not
 * seen.
 */
export async function inpainting({quick, seed}: ExampleArgs): Promise<void> {
  const {train, test} = digits();
  const rows = quick ? 2000 : train.labels.length;
  const x = tf.tensor2d(train.pixels.subarray(0, rows * PIXELS), [rows, PIXELS]);
  const unseen = tf.tensor2d(test.pixels.subarray(0, FILLED * PIXELS), [FILLED, PIXELS]);

  // To fill in well, a machine has to know which whole digits are likely, not only how to copy one: so it is trained with
  // chains that wander about by themselves from step to step, and with smaller steps towards the end.
  const epochs = quick ? 10 : 60;
  const rbm = new RBM({visible: PIXELS, hidden: quick ? 100 : 400, seed});
  await rbm.fit(x, {
    estimator: 'pcd',
    epochs,
    batchSize: quick ? 20 : 50,
    momentum: 0,
    learningRate: [
      [0, 0.05],
      [Math.floor(epochs / 2), 0.01],
    ],
  });

  // The chains sample all pixels in each step, and are then given the upper ones again: what they do in the lower half is
  // drawn from the digits that go with it. Chains of another seed come to other digits where more than one would do.
  const mask = tf.tensor1d(GIVEN);
  const fill = (chains: number): Promise<tf.Tensor2D> =>
    rbm.sample({
      rows: FILLED,
      k: quick ? 50 : 200,
      clamped: {values: unseen, mask},
      show: 'mean',
      seed: chains,
    });
  const fillings: tf.Tensor2D[] = [];
  for (let chains = 0; chains < FILLINGS; ++chains) fillings.push(await fill(seed + chains));
  const [first, second] = fillings;
  // A filling decides for one digit, and may be wrong in all of it. The best guess of each pixel is its mean over many.
  const guess = tf.tidy(() => tf.mean<tf.Tensor2D>(tf.stack(fillings), 0));

  const mean = tf.mean(x, 0);
  console.log(`\nThe lower halves of ${FILLED} unseen digits, mean squared error of grey values from 0 to 1`);
  console.log(`  the mean of each pixel:    ${errorBelow(mean, unseen).toFixed(4)}`);
  console.log(
    `  one filling:               ${errorBelow(first!, unseen).toFixed(4)}, which decides for one digit`,
  );
  console.log(`  the mean of ${FILLINGS} fillings:   ${errorBelow(guess, unseen).toFixed(4)}`);

  const file = join(OUTPUT, 'inpainting.svg');
  const masked = tf.mul(unseen, mask);
  const panel = (title: string, images: tf.Tensor2D) => ({
    title,
    images: rowsOf(images).slice(0, SHOWN),
    columns: SHOWN,
    range: [0, 1] as const,
  });
  await drawPanels(file, [
    panel('Digits that it has not seen', unseen),
    panel('What it is given of them', masked as tf.Tensor2D),
    panel('How it fills them in', first!),
    panel('And how from another seed', second!),
    panel(`Mean of ${FILLINGS} fillings`, guess),
  ]);
  console.log(`\nThe digits, and how it fills them in: ${file}`);
  tf.dispose([x, unseen, mask, masked, mean, guess, fillings]);
  rbm.dispose();
}

/** The mean squared error in the pixels that are not given. */
function errorBelow(guess: tf.Tensor, truth: tf.Tensor): number {
  return tf.tidy(() => {
    const hidden = tf.sub(1, tf.tensor1d(GIVEN));
    const squares = tf.mul(tf.squaredDifference(guess, truth), hidden);
    return tf.div(tf.mean(squares), tf.mean(hidden)).dataSync()[0]!;
  });
}
