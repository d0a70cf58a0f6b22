import * as tf from '@tensorflow/tfjs-core';
import type {Key} from '../random/Key.js';
import {ownParameters, type Machine} from './Machine.js';
import type {Conditional} from './UnitKind.js';

/** The two layers of a machine. */
export type LayerName = 'visible' | 'hidden';

/**
 * Returns how the hidden units are distributed given the visible ones; for binary units `p(h = 1 | v) = sigmoid(c + v W)`.
 *
 * @param visible - `[batch, numVisible]`
 * @returns `[batch, numHidden]` each, owned by the caller.
 */
export function hiddenGiven(machine: Machine, visible: tf.Tensor2D): Conditional {
  return tf.tidy(() => conditional(machine, 'hidden', hiddenInput(machine, visible)));
}

/**
 * Returns how the visible units are distributed given the hidden ones; for binary units `p(v = 1 | h) = sigmoid(b + h W')`.
 *
 * @param hidden - `[batch, numHidden]`
 * @returns `[batch, numVisible]` each, owned by the caller.
 */
export function visibleGiven(machine: Machine, hidden: tf.Tensor2D): Conditional {
  const {weights, visibleBias} = machine.parameters;
  // The weights are transposed first, not by matMul: there the wasm backend would run a scalar loop.
  return tf.tidy(() => {
    const fromHidden = tf.matMul(seen(machine, 'hidden', hidden), tf.transpose(weights));
    return conditional(machine, 'visible', tf.add<tf.Tensor2D>(fromHidden, visibleBias));
  });
}

/** Returns the means of the hidden units, `[batch, numHidden]`; see {@link hiddenGiven}. */
export function meanHidden(machine: Machine, visible: tf.Tensor2D): tf.Tensor2D {
  return tf.tidy(() => machine.hidden.kind.mean(hiddenInput(machine, visible)));
}

/** Returns the means of the visible units, `[batch, numVisible]`; see {@link visibleGiven}. */
export function meanVisible(machine: Machine, hidden: tf.Tensor2D): tf.Tensor2D {
  return tf.tidy(() => visibleGiven(machine, hidden).mean);
}

/**
 * Returns what a network makes of the visible units: the means of the hidden ones, or for rectified linear units
 * `max(0, input)`.
 *
 * @returns `[batch, numHidden]`, owned by the caller.
 */
export function features(machine: Machine, visible: tf.Tensor2D): tf.Tensor2D {
  const {kind} = machine.hidden;
  return tf.tidy(() => {
    const input = hiddenInput(machine, visible);
    return kind.features?.(input) ?? kind.mean(input);
  });
}

/**
 * Draws the states of a layer.
 *
 * @param args - `given`: how it is distributed; `key`: the stream.
 * @returns `[batch, units]`, owned by the caller.
 */
export function sampleLayer(
  machine: Machine,
  layer: LayerName,
  {given, key}: {given: Conditional; key: Key},
): tf.Tensor2D {
  return machine[layer].kind.sample(given, key, ownParameters(machine, layer));
}

/**
 * Returns the total input of each hidden unit, `c + seen(v) W`.
 *
 * @param visible - `[batch, numVisible]`
 * @returns `[batch, numHidden]`, owned by the caller.
 */
export function hiddenInput(machine: Machine, visible: tf.Tensor2D): tf.Tensor2D {
  const {weights, hiddenBias} = machine.parameters;
  return tf.tidy(() => tf.add(tf.matMul(seen(machine, 'visible', visible), weights), hiddenBias));
}

/** Returns what the other layer sees of a layer's states, `[batch, units]`; owned by the tidy around it. */
export function seen(machine: Machine, layer: LayerName, states: tf.Tensor2D): tf.Tensor2D {
  return machine[layer].kind.seen?.(states, ownParameters(machine, layer)) ?? states;
}

/** Returns the distribution of a layer from its total inputs. */
export function conditional(machine: Machine, layer: LayerName, input: tf.Tensor2D): Conditional {
  return {input, mean: machine[layer].kind.mean(input)};
}
