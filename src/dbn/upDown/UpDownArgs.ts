import type {Schedule} from '../../rbm/training/Schedule.js';
import type {BatchArgs, CallArgs, EpochArgs, LabelArgs} from '../../rbm/training/FitArgs.js';
import type {Callbacks} from '../../rbm/training/callbackList.js';

/** Options of `upDown` but for labels. */
export interface UpDownOptions extends EpochArgs, BatchArgs, CallArgs {
  /**
   * Size of a step along the velocity, > 0, the same for all parameters; see {@link Schedule}. The default is a careful one: on
   * MNIST, one that falls from 0.3 to 0 does better than from 0.1 or 0.03 (`hinton2006` in RESULTS.md).
   *
   * @defaultValue 0.01; 0.001 where a layer is of Gaussian or rectified linear units
   */
  learningRate?: Schedule;
  /**
   * Share of the velocity that stays from step to step, in [0, 1); see {@link Schedule}. The learning rate is not part of the
   * velocity.
   *
   * @defaultValue 0.5
   */
  momentum?: Schedule;
  /**
   * Gibbs steps of the top machine in each training step, from the states that the data drive, an integer >= 1; see
   * {@link Schedule}.
   *
   * @defaultValue 3, 6 and 10 in the first, second and last third of the epochs. (A training that is continued with more
   *   `epochs` has other thirds: give it steps.)
   */
  k?: Schedule;
  /** Factor of the L2 penalty on the weights, >= 0; the biases have none. @defaultValue 0.0002 */
  weightDecay?: number;
  /**
   * tfjs callbacks; the logs of an epoch hold what {@link DBN.upDown} lists.
   *
   * @defaultValue none
   */
  callbacks?: Callbacks;
}

/** Options of `upDown`. */
export type UpDownArgs = UpDownOptions & LabelArgs;
