import * as tf from '@tensorflow/tfjs-core';
import {meanVisible} from '../energy/conditionals.js';
import {deriveKey} from '../random/key.js';
import type {RBM} from '../rbm/RBM.js';
import {sample, samplingKey, type SampleArgs} from '../rbm/sample.js';

/**
 * Draws visible states of a stack: Gibbs chains in the top machine, then one pass down through the others.
 *
 * @returns `[rows, numVisible]`, owned by the caller.
 *
 * Source: Hinton, Osindero & Teh 2006, section 4: the top machine and the directed layers below it are one
 * generative model.
 */
export async function sampleStack(
  rbms: readonly RBM[],
  args: Omit<SampleArgs, 'initial'>,
  {call}: {call: number},
): Promise<tf.Tensor2D> {
  const top = rbms.at(-1)!.machine;
  const below = rbms.slice(0, -1).reverse();
  const key = samplingKey(top, args, {caller: 'sample', call});
  const context = {caller: 'sample', key: deriveKey(key, 0)};
  if (below.length === 0) return sample(top, args, context);
  const states = await sample(top, {...args, show: 'sample'}, context);
  try {
    return tf.tidy(() => {
      let visible = states;
      for (const [place, {machine}] of below.entries()) {
        const mean = meanVisible(machine, visible);
        const isShown = place === below.length - 1 && args.show !== 'sample';
        visible = isShown ? mean : machine.visible.kind.sample(mean, deriveKey(key, 1, place));
      }
      return visible;
    });
  } finally {
    states.dispose();
  }
}
