import {join} from 'node:path';
import * as tf from '@tensorflow/tfjs';
import {DBN} from 'tfjs-dbn';
import {PIXELS, type Images} from '../datasets/Dataset.js';
import {digits} from '../datasets/digits.js';
import {drawImages} from './lib/drawImages.js';
import {OUTPUT, type ExampleArgs} from './lib/ExampleArgs.js';
import {rowsOf} from './lib/rowsOf.js';

const CLASSES = 10;

/** Digits of each class that are drawn. */
const DRAWN = 16;

/**
 * A generative model with labels: learns digits together with their names, and then both names digits that it has not seen and
 * draws digits of a given name.
 *
 * Source: Hinton, Osindero & Teh 2006, "A fast learning algorithm for deep belief nets", with smaller layers and fewer digits.
 */
export async function digitsOnDemand({quick, seed}: ExampleArgs): Promise<void> {
  const {train, test} = digits();
  const rows = quick ? 2000 : train.labels.length;
  const [x, labels] = tensorsOf(train, rows);
  const [unseen, names] = tensorsOf(test, test.labels.length);

  // The names are label units beside the last but one layer: the machine on top learns which digits go with which name.
  const hidden = quick ? [100, 100, 200] : [300, 300, 600];
  const dbn = new DBN({visible: PIXELS, hidden, classes: CLASSES, seed});
  const batchSize = quick ? 20 : 50;
  await dbn.pretrain(x, {labels, epochs: quick ? 6 : 15, batchSize});
  const before = accuracy(dbn, unseen, names);

  // Greedy training leaves each machine as good as it can be alone. Up-down trains all of them together: each gets a way
  // down of its own, which learns to draw what it sees, and a way up, which learns to tell what was drawn.
  await dbn.upDown(x, {
    labels,
    epochs: quick ? 3 : 15,
    batchSize,
    learningRate: [
      [0, 0.02],
      [quick ? 2 : 10, 0.005],
    ],
    momentum: 0.9,
  });
  const after = accuracy(dbn, unseen, names);

  console.log(`\nHow many of ${test.labels.length} unseen digits are named rightly`);
  console.log(`  after greedy training:  ${(100 * before).toFixed(2)} %`);
  console.log(`  after up-down:          ${(100 * after).toFixed(2)} %`);

  // A name that is clamped while the top machine runs its Gibbs chains, and then one pass down: a row of digits for each name.
  const wanted = tf.tensor1d(
    Array.from({length: CLASSES * DRAWN}, (_, place) => Math.floor(place / DRAWN)),
    'int32',
  );
  const drawn = await dbn.sample({labels: wanted, k: quick ? 200 : 1000, seed});
  const file = join(OUTPUT, 'digits-on-demand.png');
  await drawImages(file, rowsOf(drawn), {columns: DRAWN, range: [0, 1]});
  // Does it take its own drawings for what they are meant to be?
  const agreement = accuracy(dbn, drawn, wanted);
  console.log(
    `\nOf ${CLASSES * DRAWN} digits that it has drawn by name, it reads ${(100 * agreement).toFixed(0)} % as that name.`,
  );
  console.log(`The digits, a row for each name from 0 to 9: ${file}`);
  tf.dispose([x, labels, unseen, names, wanted, drawn]);
  dbn.dispose();
}

function tensorsOf({pixels, labels}: Images, rows: number): [tf.Tensor2D, tf.Tensor1D] {
  return [
    tf.tensor2d(pixels.subarray(0, rows * PIXELS), [rows, PIXELS]),
    tf.tensor1d(labels.subarray(0, rows), 'int32'),
  ];
}

/** The share of the rows whose likeliest name is theirs. */
function accuracy(dbn: DBN, x: tf.Tensor, names: tf.Tensor): number {
  return tf.tidy(() => {
    const isRight = tf.equal(tf.argMax(dbn.predict(x), 1), names);
    return tf.mean(tf.cast(isRight, 'float32')).dataSync()[0]!;
  });
}
