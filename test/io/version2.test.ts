import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import * as tf from '@tensorflow/tfjs';
import {DBN, fileSystem, RBM, type FitOptions} from 'tfjs-dbn';
import {read} from '../read.js';
import {artifactsOf} from '../savedInMemory.js';

// Folders that version 2 of the saved form had left, and what the library of that time made of them, by the wasm engine.
const FOLDER = join(__dirname, 'saved-by-version-2');

/** Parameters of all machines, and the features of the rows below. */
interface Expected {
  weights?: number[][];
  features?: number[];
  /** The parameters after the training below. */
  continued?: number[][];
}
const EXPECTED = JSON.parse(readFileSync(join(FOLDER, 'expected.json'), 'utf8')) as Record<string, Expected>;

const ROWS = Array.from({length: 24}, (_, row) => [
  row % 2,
  Number(row > 11),
  Number(row % 3 === 0),
  (row % 5) / 4,
]);
const QUIET = {verbose: 0, engine: 'wasm', batchSize: 6} as const;

let x: tf.Tensor2D;
beforeAll(() => {
  x = tf.tensor2d(ROWS);
});
afterAll(() => x.dispose());

const source = (name: string): tf.io.IOHandler => fileSystem(join(FOLDER, name));

function parameters(machine: RBM | DBN): number[][] {
  const rbms = machine instanceof DBN ? machine.rbms : [machine];
  return rbms.flatMap((rbm) => rbm.getWeights().map(read));
}

describe('what version 2 saved', () => {
  it.each<[string, (from: tf.io.IOHandler) => Promise<RBM | DBN>]>([
    ['pcd-centered', (from) => RBM.load(from)],
    ['standardized', (from) => RBM.load(from)],
    ['label-units', (from) => RBM.load(from)],
    ['untied-stack', (from) => DBN.load(from)],
  ])('loads, with its parameters bit for bit: %s', async (name, load) => {
    const machine = await load(source(name));
    expect(parameters(machine)).toEqual(EXPECTED[name]!.weights);
    const features = read(machine.transform(x));
    EXPECTED[name]!.features!.forEach((value, place) => expect(features[place]).toBeCloseTo(value, 5));
    machine.dispose();
  });

  it('trains on, bit for bit, with its chains and centers', async () => {
    const rbm = await RBM.load(source('pcd-centered'));
    const args: FitOptions = {
      ...QUIET,
      epochs: 2,
      estimator: {type: 'pcd', chains: 5},
      centering: 'data',
      momentum: 0,
    };
    await rbm.fit(x, args);
    expect(parameters(rbm)).toEqual(EXPECTED['pcd-centered']!.continued);
    rbm.dispose();
  });

  it('resumes an interrupted training of a machine, to where it would have ended', async () => {
    const rbm = await RBM.resume(source('interrupted-fit'));
    await rbm.fit(x, {
      ...QUIET,
      epochs: 4,
      estimator: 'pcd',
      centering: 'data',
      sparsity: {target: 0.1},
      validationData: x,
      earlyStopping: {monitor: 'val_reconstructionError'},
    });
    expect(parameters(rbm)).toEqual(EXPECTED['interrupted-fit']!.continued);
    rbm.dispose();
  });

  it('resumes an interrupted training of a stack, to where it would have ended', async () => {
    const dbn = await DBN.resume(source('interrupted-pretrain'));
    await dbn.pretrain(x, {...QUIET, epochs: 3, momentum: 0.5});
    expect(parameters(dbn)).toEqual(EXPECTED['interrupted-pretrain']!.continued);
    dbn.dispose();
  });

  it('is refused where it is damaged', async () => {
    const artifacts = await source('label-units').load!();
    const {config} = artifacts.modelTopology as {config: {labels: number}};
    config.labels = 3;
    await expect(RBM.load(tf.io.fromMemory(artifacts))).rejects.toThrow('must be undamaged');
  });
});

describe('the checksum of version 3', () => {
  it('does not mind a store that reorders keys', async () => {
    const rbm = new RBM({visible: 3, hidden: 2, classes: 2, seed: 1});
    const artifacts = await artifactsOf(rbm);
    const reversed = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(reversed);
      if (typeof value !== 'object' || value === null) return value;
      return Object.fromEntries(
        Object.entries(value)
          .reverse()
          .map(([name, member]) => [name, reversed(member)]),
      );
    };
    const {weightData, ...rest} = artifacts;
    const moved = {...(reversed(rest) as typeof rest), weightData} as tf.io.ModelArtifacts;
    expect(JSON.stringify(moved.modelTopology)).not.toBe(JSON.stringify(artifacts.modelTopology));
    const loaded = await RBM.load(tf.io.fromMemory(moved));
    expect(parameters(loaded)).toEqual(parameters(rbm));
    rbm.dispose();
    loaded.dispose();
  });
});
