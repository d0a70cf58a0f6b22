import * as tf from '@tensorflow/tfjs-core';
import {ownParameters, sameValues} from '../../energy/Machine.js';
import type {Conditional, LayerParameters, UnitKind} from '../../energy/UnitKind.js';
import type {Key} from '../../random/Key.js';
import {untiedOf, type Stack} from './Stack.js';

/** A directed layer: units that depend on those above, `p(below | above)`. */
export interface Directed {
  kind: UnitKind;
  /** `[units above, units below]`: a product needs no transpose. */
  weights: tf.Tensor2D;
  own: LayerParameters;
}

/**
 * Returns the directed layers of a stack, from the one under the top machine down to the data: the generative weights that
 * up-down has untied, else those of the machines transposed.
 *
 * @returns Tensors of their own, owned by the caller, whatever becomes of the stack.
 */
export function wayDown(stack: Stack): Directed[] {
  const layers = stack.rbms.slice(0, -1).map(({machine}, layer): Directed => {
    const {generativeWeights, generativeBias} = untiedOf(stack, layer) ?? {};
    const {bias, logVariance} = ownParameters(machine, 'visible');
    return {
      kind: machine.visible.kind,
      weights: generativeWeights ? sameValues(generativeWeights) : tf.transpose(machine.parameters.weights),
      own: {
        bias: sameValues(generativeBias ?? bias),
        ...(logVariance && {logVariance: sameValues(logVariance)}),
      },
    };
  });
  return layers.reverse();
}

/** Returns how the units below are distributed given those above, `[rows, units above]`; owned by the tidy around it. */
export function belowGiven({kind, weights, own}: Directed, above: tf.Tensor2D): Conditional {
  const input = tf.add<tf.Tensor2D>(tf.matMul(above, weights), own.bias);
  return {input, mean: kind.mean(input)};
}

/** Draws the units below given those above; owned by the tidy around it. */
export function sampleBelow(layer: Directed, above: tf.Tensor2D, key: Key): tf.Tensor2D {
  return layer.kind.sample(belowGiven(layer, above), key, layer.own);
}
