import {join} from 'node:path';
import * as tf from '@tensorflow/tfjs';
import {DBN, xavierUniform} from 'tfjs-dbn';
import {PIXELS, type Images} from '../datasets/Dataset.js';
import {digits} from '../datasets/digits.js';
import {denseNetwork} from './lib/denseNetwork.js';
import {drawAccuracies, type Accuracies} from './lib/drawAccuracies.js';
import {OUTPUT, type ExampleArgs} from './lib/ExampleArgs.js';
import {labelledRows} from './lib/labelledRows.js';
import {trainOnFew, type Labelled} from './lib/trainOnFew.js';

/**
 * Few labels: learns from thousands of handwritten digits without being told which they are, and from a few that have a label,
 * beside networks that start from random weights and have the labelled ones only.
 */
export async function fewLabels({quick, seed}: ExampleArgs): Promise<void> {
  const {train, test} = digits();
  const images = tf.tensor2d(train.pixels, [train.labels.length, PIXELS]);
  const unseen = labelled(test, test.labels.keys());

  // What digits look like is learned from all of them. For few labels, several layers and a wide one on top pay.
  const hidden = quick ? [200, 200] : [500, 500, 1000];
  const dbn = new DBN({visible: PIXELS, hidden, seed});
  await dbn.pretrain(images, {epochs: quick ? 10 : 30, batchSize: quick ? 20 : 50});

  const starts: Record<string, (draw: number) => tf.Sequential> = {
    'pre-trained': () => dbn.toSequential({units: 10, activation: 'softmax'}),
    Xavier: (draw) => randomNetwork(hidden, seed + draw),
    // Random starts are better off with a single layer, where there are few labels.
    'Xavier, one layer': (draw) => randomNetwork(hidden.slice(0, 1), seed + draw),
  };
  // How well it goes depends on which digits happen to have a label: so each number of them is tried with several draws.
  const counts = quick ? [100, 1000] : [50, 100, 500, 2000];
  const draws = quick ? 2 : 3;
  // Batches are of 100 rows. From a random start it takes some hundred steps until the lower layers begin to learn.
  const steps = quick ? 50 : 300;
  const results: Accuracies[] = [];
  for (const count of counts) {
    const values = Object.keys(starts).map((): number[] => []);
    for (let draw = 1; draw <= draws; ++draw) {
      const rows = labelledRows(train.labels, {count, seed: `${seed}, draw ${draw}`});
      const few = labelled(train, rows);
      for (const [place, start] of Object.values(starts).entries()) {
        const model = start(draw);
        await trainOnFew(model, few, {
          learningRate: 0.001,
          epochs: Math.ceil(steps / Math.ceil(count / 100)),
        });
        values[place]!.push(percentRight(model, unseen));
        model.dispose();
      }
      tf.dispose([few.x, few.y]);
    }
    Object.keys(starts).forEach((start, place) => {
      results.push({start, labels: count, values: values[place]!});
    });
  }

  console.log(`\nUnseen digits told right, mean of ${draws} draws of the labelled ones`);
  console.log(`  labels   ${Object.keys(starts).join('   ')}`);
  for (const count of counts) {
    const cells = results
      .filter(({labels}) => labels === count)
      .map(({start, values}) => {
        const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
        return `${mean.toFixed(1)} %`.padStart(start.length);
      });
    console.log(`  ${String(count).padEnd(9)}${cells.join('   ')}`);
  }
  const file = join(OUTPUT, 'few-labels.svg');
  await drawAccuracies(file, results, {title: 'Unseen digits told right, by how many have a label'});
  console.log(`\nThe same with how far the draws are apart: ${file}`);
  tf.dispose([images, unseen.x, unseen.y]);
  dbn.dispose();
}

/** Makes a network like the stack's, from Xavier's random weights. */
function randomNetwork(hidden: readonly number[], seed: number): tf.Sequential {
  return denseNetwork([PIXELS, ...hidden, 10], {
    activation: 'sigmoid',
    initializer: (layer) => xavierUniform({seed: 1000 * seed + layer}),
  });
}

/** Makes tensors of some of the images and of what they show. */
function labelled({pixels, labels}: Images, rows: Iterable<number>): Labelled {
  const chosen = Array.from(rows);
  return tf.tidy(() => {
    const x = tf.gather(tf.tensor2d(pixels, [labels.length, PIXELS]), chosen);
    const classes = tf.tensor1d(
      chosen.map((row) => labels[row]!),
      'int32',
    );
    return {x, y: tf.cast(tf.oneHot(classes, 10), 'float32') as tf.Tensor2D};
  });
}

function percentRight(model: tf.Sequential, {x, y}: Labelled): number {
  return tf.tidy(() => {
    const guesses = tf.argMax(model.predict(x) as tf.Tensor, 1);
    const isRight = tf.cast(tf.equal(guesses, tf.argMax(y, 1)), 'float32');
    return 100 * tf.mean(isRight).dataSync<'float32'>()[0]!;
  });
}
