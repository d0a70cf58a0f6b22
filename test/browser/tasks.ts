import * as tf from '@tensorflow/tfjs';
import {DBN, RBM, type FitOptions, type RBMArgs} from 'tfjs-dbn';
import {read} from '../read.js';

/** What is to be learned; it goes to a page as JSON. */
export interface Task {
  what: string;
  machine: RBMArgs & {visible: {units: number}; hidden: number; seed: number};
  rows: number;
  args: Omit<FitOptions, 'checkpoint' | 'signal'>;
}

/** Trains a machine and returns its parameters. */
export async function train(task: Task): Promise<number[][]> {
  const x = data(task);
  const rbm = new RBM(task.machine);
  await rbm.fit(x, task.args);
  const values = parameters(rbm);
  x.dispose();
  rbm.dispose();
  return values;
}

/** Trains the machine as the lower one of a stack, and returns the parameters of all. */
export async function pretrain(task: Task): Promise<number[][]> {
  const {visible, hidden, seed} = task.machine;
  const x = data(task);
  const dbn = new DBN({visible, hidden: [hidden, 10], seed});
  await dbn.pretrain(x, task.args);
  const values = dbn.rbms.flatMap(parameters);
  x.dispose();
  dbn.dispose();
  return values;
}

/** Returns a machine's parameters as numbers. */
export function parameters(rbm: RBM): number[][] {
  return rbm.getWeights().map(read);
}

/** Makes rows of grey values, of which a fifth is not zero. */
export function data({machine, rows}: Task): tf.Tensor2D {
  return tf.tidy(() => {
    const draws = tf.randomUniform<tf.Rank.R2>([rows, machine.visible.units], 0, 1, 'float32', 7);
    return tf.mul(tf.less(draws, 0.2), tf.mul(draws, 5));
  });
}
