import type {layers} from '@tensorflow/tfjs-layers';
import {argumentError} from '../../check.js';
import type {RBM} from '../../rbm/RBM.js';

/** The name of an activation, as tfjs types it. */
export type ActivationIdentifier = NonNullable<Parameters<typeof layers.dense>[0]['activation']>;

/**
 * Returns the activation of the dense layer that computes a machine's features.
 *
 * @param context - `caller`: the function that the user called.
 * @throws Error when there is none.
 */
export function hiddenActivation({machine}: RBM, {caller}: {caller: string}): ActivationIdentifier {
  const {activation, type} = machine.hidden.kind;
  if (activation !== undefined) return activation;
  throw argumentError(Error, {
    where: `${caller}: hidden units`,
    condition: 'of a kind that a dense layer can compute',
    got: `several groups of ${type} units`,
  });
}
