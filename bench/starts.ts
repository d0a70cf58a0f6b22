import type * as tf from '@tensorflow/tfjs';
import {xavierUniform, type DBN} from 'tfjs-dbn';
import {denseNetwork} from '../examples/lib/denseNetwork.js';

/** Somewhere to start from, with how it is trained from there for each number of labelled rows. */
export interface Start {
  name: string;
  /** Makes the network; the caller disposes it. */
  network: (seed: number) => tf.Sequential;
  /** Chosen by `--validate`, which prints them: step size of Adam and epochs of the whole network. */
  settings: Record<number, {learningRate: number; epochs: number}>;
}

const OUTPUT = {units: 10, activation: 'softmax'} as const;

/** The starts that are compared. */
export function starts(dbn: DBN): Start[] {
  const widths = [dbn.rbms[0]!.numVisible, ...dbn.rbms.map(({numHidden}) => numHidden)];
  const shallow = widths.slice(0, 2);
  return [
    {
      name: 'pre-trained',
      network: () => dbn.toSequential(OUTPUT),
      settings: {
        100: {learningRate: 0.001, epochs: 20},
        1000: {learningRate: 0.0003, epochs: 15},
        10_000: {learningRate: 0.001, epochs: 20},
      },
    },
    {
      name: 'Xavier',
      network: (seed) => randomStart(widths, seed),
      settings: {
        100: {learningRate: 0.001, epochs: 80},
        1000: {learningRate: 0.001, epochs: 42},
        10_000: {learningRate: 0.001, epochs: 40},
      },
    },
    {
      name: `Xavier, ${[...shallow, OUTPUT.units].join('-')}`,
      network: (seed) => randomStart(shallow, seed),
      settings: {
        100: {learningRate: 0.001, epochs: 20},
        1000: {learningRate: 0.0003, epochs: 12},
        10_000: {learningRate: 0.001, epochs: 36},
      },
    },
  ];
}

/** A network of sigmoid layers of these widths, with an output layer, from Xavier's uniform distribution. */
function randomStart(widths: readonly number[], seed: number): tf.Sequential {
  return denseNetwork([...widths, OUTPUT.units], {
    activation: 'sigmoid',
    initializer: (layer) => xavierUniform({seed: 1000 * seed + layer}),
  });
}
