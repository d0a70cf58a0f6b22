import * as tf from '@tensorflow/tfjs-core';
import {sampleLayer, visibleGiven} from '../energy/conditionals.js';
import {copyMachine, freeMachine} from '../energy/Machine.js';
import {unscaled} from '../energy/Scaling.js';
import {deriveKey} from '../random/Key.js';
import type {RBM} from '../rbm/RBM.js';
import type {SampleSettings} from '../rbm/sampling/checkSampleArgs.js';
import {sample, samplingKey} from '../rbm/sampling/sample.js';

/**
 * Draws visible states of a stack: Gibbs chains in the top machine, then one pass down through the others.
 *
 * @param args - The options of `sample`, and `call`: how many calls there were before this one.
 * @returns `[rows * draws, numVisible]`, owned by the caller.
 *
 * Source: Hinton, Osindero & Teh 2006, section 4: the top machine and the directed layers below it are one
 * generative model.
 */
export async function sampleStack(
  rbms: readonly RBM[],
  args: SampleSettings & {call: number},
): Promise<tf.Tensor2D> {
  const top = rbms.at(-1)!.machine;
  const key = samplingKey(top, args);
  if (rbms.length === 1) return sample(top, {...args, key: deriveKey(key, 0)});
  const below = rbms
    .slice(0, -1)
    .map(({machine}) => copyMachine(machine))
    .reverse();
  let states: tf.Tensor2D | undefined;
  try {
    states = await sample(top, {...args, show: 'sample', key: deriveKey(key, 0)});
    return tf.tidy(() => {
      let visible = states!;
      for (const [place, machine] of below.entries()) {
        const given = visibleGiven(machine, visible);
        const isShown = place === below.length - 1 && args.show === 'mean';
        visible = isShown
          ? given.mean
          : sampleLayer(machine, 'visible', {given, key: deriveKey(key, 1, place)});
      }
      return unscaled(visible, below.at(-1)!.scaling);
    });
  } finally {
    states?.dispose();
    below.forEach(freeMachine);
  }
}
