import * as tf from '@tensorflow/tfjs-core';
import {unscaled, type Scaling} from '../../energy/Scaling.js';
import {sameValues} from '../../energy/Machine.js';
import {deriveKey, type Key} from '../../random/Key.js';
import type {SampleSettings} from '../../rbm/sampling/sampleSettings.js';
import {gibbsChains} from '../../rbm/sampling/gibbsChains.js';
import {joinDraws, samplingKey} from '../../rbm/sampling/sample.js';
import {topOf, type Stack} from '../stack/Stack.js';
import {belowGiven, sampleBelow, wayDown, type Directed} from '../stack/wayDown.js';

/** The options of `sample`, and `call`: how many calls there were before this one. */
type StackArgs = SampleSettings & {call: number};

/**
 * Draws visible states of a stack.
 *
 * @returns `[rows * draws, numVisible]`, the first states of all chains, then the second ones and so on; owned by the caller.
 */
export async function sampleStack(stack: Stack, args: StackArgs): Promise<tf.Tensor2D> {
  return joinDraws(stackChains(stack, args));
}

/**
 * Runs Gibbs chains in the top machine, and makes one pass down through the others for each state that is taken, of the stack
 * as it is when they begin, whatever becomes of it.
 *
 * @returns `[rows, numVisible]` each, which the caller disposes. Everything else is freed when the chains end, or the loop over
 *   them does.
 *
 * Source: Hinton, Osindero & Teh 2006, section 4: the top machine and the directed layers below it are one generative model.
 */
export async function* stackChains(stack: Stack, args: StackArgs): AsyncGenerator<tf.Tensor2D, void, void> {
  const top = topOf(stack);
  const key = samplingKey(top, args);
  const chains = {...args, key: deriveKey(key, 0)};
  if (stack.rbms.length === 1) {
    yield* gibbsChains(top, chains);
    return;
  }
  const below = copyBelow(stack);
  try {
    let draw = 0;
    for await (const states of gibbsChains(top, {...chains, show: 'sample'})) {
      try {
        yield passDown(below, states, {show: args.show, key: deriveKey(key, 1, draw++)});
      } finally {
        states.dispose();
      }
    }
  } finally {
    tf.dispose(below.tensors);
  }
}

/** What is below the top machine, as it was at some time. */
interface Below {
  layers: Directed[];
  scaling: Scaling | undefined;
  /** All of its tensors. */
  tensors: tf.Tensor[];
}

function copyBelow(stack: Stack): Below {
  const layers = wayDown(stack);
  const {mean, deviation} = stack.rbms[0]!.machine.scaling ?? {};
  const scaling = mean && deviation && {mean: sameValues(mean), deviation: sameValues(deviation)};
  const all = layers.flatMap(({weights, own}) => [weights, own.bias, own.logVariance]);
  const tensors = [...all, scaling?.mean, scaling?.deviation].filter((tensor) => tensor !== undefined);
  return {layers, scaling, tensors};
}

function passDown(
  {layers, scaling}: Below,
  states: tf.Tensor2D,
  {show, key}: {show: 'mean' | 'sample'; key: Key},
): tf.Tensor2D {
  return tf.tidy(() => {
    const visible = layers.reduce((above, layer, place) => {
      const isShown = place === layers.length - 1 && show === 'mean';
      return isShown ? belowGiven(layer, above).mean : sampleBelow(layer, above, deriveKey(key, place));
    }, states);
    return unscaled(visible, scaling);
  });
}
