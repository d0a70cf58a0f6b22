import type {Project} from './Project.js';

/** Both processes train and predict by these. */
const TRAIN = `
import {readdirSync, readFileSync, writeFileSync} from 'node:fs';
import * as tf from '@tensorflow/tfjs';

/** What a model computes, before and after a training of one step. */
const outputs = async (model) => {
  const x = tf.linspace(0, 1, 6 * model.inputs[0].shape[1]).reshape([6, -1]);
  const output = () => Array.from(model.predict(x).dataSync());
  const before = output();
  model.compile({optimizer: tf.train.adam(0.01), loss: 'meanSquaredError'});
  await model.fit(x, tf.zerosLike(model.predict(x)), {epochs: 1, batchSize: 6, verbose: 0});
  return JSON.stringify([before, output()]);
};
`;

const SAVE = `${TRAIN}
import {DBN, fileSystem, heNormal, xavierUniform} from 'tfjs-dbn';

const {bidirectional, dense, lstm, reshape} = tf.layers;
const recurrent = {units: 2, kernelInitializer: heNormal(), recurrentInitializer: xavierUniform({seed: 0})};
const dbn = new DBN({visible: 4, hidden: [5, {units: 3, type: 'gaussian'}], seed: 0});
const models = {
  plain: dbn.toSequential({units: 2}),
  xavier: dbn.toSequential({units: 2, kernelInitializer: xavierUniform({seed: 0})}),
  he: dbn.toSequential({units: 2, kernelInitializer: heNormal(), biasInitializer: heNormal()}),
  named: dbn.toSequential({units: 2, kernelInitializer: 'XavierUniform', biasInitializer: 'KaimingNormal'}),
  layers: dbn.toSequential([reshape({targetShape: [3, 1]}), bidirectional({layer: lstm(recurrent)}), dense({units: 2, kernelInitializer: heNormal()})]),
  // Of three, since they share their layers.
  encoder: dbn.toAutoencoder().encoder,
  decoder: dbn.toAutoencoder().decoder,
  autoencoder: dbn.toAutoencoder().autoencoder,
};
for (const [name, model] of Object.entries(models)) {
  await model.save(fileSystem('models/' + name));
  writeFileSync('models/' + name + '/outputs.json', await outputs(model));
}
`;

const LOAD = `${TRAIN}
const names = readdirSync('models');
for (const name of names) {
  const {modelTopology, weightsManifest} = JSON.parse(readFileSync('models/' + name + '/model.json', 'utf8'));
  const [{paths, weights: weightSpecs}] = weightsManifest;
  const weightData = new Uint8Array(readFileSync('models/' + name + '/' + paths[0])).buffer;
  const model = await tf.loadLayersModel(tf.io.fromMemory({modelTopology, weightSpecs, weightData}));
  const expected = readFileSync('models/' + name + '/outputs.json', 'utf8');
  const got = await outputs(model);
  if (got !== expected) throw new Error(name + ' must compute ' + expected + ', got ' + got);
}
console.log(names.length, 'models');
`;

/** Loads the models that are handed out in a process that has tfjs alone, bit for bit, and trains them there. */
export function checkTfjsAlone({write, run}: Project): void {
  write('save.mjs', SAVE);
  write('load.mjs', LOAD);
  run(process.execPath, ['save.mjs']);
  const printed = run(process.execPath, ['load.mjs']);
  if (!printed.includes('8 models')) throw new Error(`load.mjs must print '8 models', got '${printed}'.`);
  console.log('The models that it hands out compute and learn the same where only tfjs is.');
}
