import {serialization, type Tensor, type Tensor2D} from '@tensorflow/tfjs-core';
import {argumentError} from '../../check.js';
import {relu} from '../../energy/relu.js';
import type {RBM} from '../../rbm/RBM.js';
import type {ActivationIdentifier} from './hiddenActivation.js';

/**
 * The mean of rectified linear units as an activation of tfjs, `'reluMean'`: they count active copies of a binary unit, and so
 * their mean is about `log(1 + exp(input))`, to 0.011, and not the `max(0, input)` that a network computes upwards.
 *
 * Source: Nair & Hinton 2010, "Rectified linear units improve restricted Boltzmann machines", section 2.
 */
class ReluMean extends serialization.Serializable {
  // Not ReluMean: tfjs writes the name in snake case, and reads it in camel case.
  static readonly className = 'reluMean';

  apply(x: Tensor): Tensor {
    return relu.mean(x as Tensor2D);
  }

  getConfig(): serialization.ConfigDict {
    return {};
  }
}

serialization.registerClass(ReluMean);

/**
 * Returns the activation of the dense layer that computes the means of the units that a machine's data are of from their inputs.
 *
 * @param context - `caller`: the function that the user called.
 * @throws Error when there is none.
 */
export function meanActivation({machine}: RBM, {caller}: {caller: string}): ActivationIdentifier {
  const {kind} = machine.data;
  // tfjs's type knows its own names only.
  if (kind.mean === relu.mean) return ReluMean.className as string as ActivationIdentifier;
  if (kind.activation !== undefined) return kind.activation;
  throw argumentError(Error, {
    where: `${caller}: visible units`,
    condition: 'of a kind whose means a dense layer can compute',
    got: kind.type === 'mixed' ? 'units of several kinds' : `several groups of ${kind.type} units`,
  });
}
