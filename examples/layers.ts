import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import * as tf from '@tensorflow/tfjs';
import {layerRecorder, xavierUniform} from 'tfjs-dbn';
import {PIXELS} from '../datasets/Dataset.js';
import {digits} from '../datasets/digits.js';
import {someOf} from '../datasets/someOf.js';
import {denseNetwork} from './lib/denseNetwork.js';
import {OUTPUT, type ExampleArgs} from './lib/ExampleArgs.js';
import {layerCourse, layerHistograms} from './lib/layerCharts.js';
import {toSvg} from './lib/toSvg.js';
import {toTensors} from './lib/toTensors.js';

/** Hidden layers of the network. */
const DEPTH = 5;

/**
 * Why does a deep network not learn? Looks into the layers of two networks that differ in the start of their weights alone, before
 * and during a short training on handwritten digits.
 */
export async function layers({quick, seed}: ExampleArgs): Promise<void> {
  const {train, test} = digits();
  const {x, y} = toTensors(quick ? someOf(train, 0, 1000) : train, {classes: 10});
  // A few hundred rows that the network does not learn from are enough to see what its layers do.
  const few = toTensors(someOf(test, 0, 300), {classes: 10});

  const starts = {
    // Each layer hands back about a third of what it gets from above, in variance.
    standard: (layer: number, fanIn: number) => {
      const bound = 1 / Math.sqrt(fanIn);
      return tf.initializers.randomUniform({minval: -bound, maxval: bound, seed: 1000 * seed + layer});
    },
    Xavier: (layer: number) => xavierUniform({seed: 1000 * seed + layer}),
  };
  for (const [start, initializer] of Object.entries(starts)) {
    const widths = [PIXELS, ...Array<number>(DEPTH).fill(200), 10];
    const model = denseNetwork(widths, {activation: 'tanh', initializer});
    const optimizer = tf.train.sgd(0.03);
    model.compile({optimizer, loss: 'categoricalCrossentropy'});

    // Looks at the layers before the first epoch, and after each.
    const recorder = layerRecorder({...few, jacobianRows: 1});
    const epochs = quick ? 2 : 5;
    await model.fit(x, y, {epochs, batchSize: 50, callbacks: recorder, verbose: 0});
    // The output layer is left out: its gradient is what the layers below are given.
    const records = recorder.records.map((record) => ({...record, layers: record.layers.slice(0, DEPTH)}));

    console.log(`\nFrom the start "${start}", before the training`);
    console.log('  layer     deviation of gradients   mean singular value');
    for (const {name, gradients, meanSingularValue} of records[0]!.layers) {
      const cells = [gradients.deviation, meanSingularValue!].map((value) => value.toPrecision(2).padEnd(25));
      console.log(`  ${name.padEnd(10)}${cells.join('')}`);
    }
    const loss = tf.tidy(() => (model.evaluate(few.x, few.y) as tf.Scalar).dataSync<'float32'>()[0]!);
    console.log(`  loss after ${epochs} epochs: ${loss.toFixed(2)}`);

    const histograms = layerHistograms(
      records[0]!.layers.map(({name, gradients}) => ({name, ...gradients})),
      {title: `${start}: back-propagated gradients at the start`, values: 'gradient'},
    );
    const course = layerCourse(
      records.map(({epoch, layers}) => ({
        at: epoch,
        layers: layers.map(({name, activations}) => ({name, ...activations})),
      })),
      {title: `${start}: activations over the training`, values: 'activation', at: 'epoch'},
    );
    for (const [what, spec] of Object.entries({gradients: histograms, activations: course})) {
      const file = join(OUTPUT, `${what}-${start.toLowerCase()}.svg`);
      await writeFile(file, await toSvg(spec));
      console.log(`  ${what} of each layer: ${file}`);
    }
    for (const owned of [model, optimizer]) owned.dispose();
  }
  console.log(
    '\nWhere singular values are far below 1, gradients shrink from layer to layer, and the lowest layers learn last.',
  );
  tf.dispose([x, y, few.x, few.y]);
}
