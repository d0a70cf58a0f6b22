import type * as tf from '@tensorflow/tfjs-core';
import {argumentError} from '../../check.js';
import {readOptions, unchecked, type OptionTable, type Settings} from '../../options.js';
import {weightDecay} from '../../engine/learningOptions.js';
import type {Callbacks} from '../../rbm/training/callbackList.js';
import {balanceClasses, BATCHES, CALL, checkBalance, EPOCHS} from '../../rbm/training/fitOptions.js';
import {schedule} from '../../rbm/training/Schedule.js';
import type {Stack} from '../stack/Stack.js';
import type {UpDownOptions} from './UpDownArgs.js';

/** What the defaults of `upDown` depend on. */
interface UpDownContext {
  stack: Stack;
  /** Rows of the tensor. */
  rows: number;
  validationSplit: 0;
  epochs: number;
  labels: tf.Tensor | undefined;
  shuffle: boolean;
}

/** As many in each third of the epochs (Hinton, Osindero & Teh 2006, section 6). */
const GIBBS_STEPS = [3, 6, 10];

/** What `upDown` accepts, and what it does by default: see {@link UpDownOptions}. */
const UP_DOWN = {
  ...EPOCHS,
  ...BATCHES,
  ...CALL,
  learningRate: schedule({above: 0, or: ({stack}) => defaultLearningRate(stack)}),
  momentum: schedule({min: 0, below: 1, or: () => 0.5}),
  k: schedule({
    isInteger: true,
    min: 1,
    or:
      ({epochs}) =>
      (epoch) =>
        GIBBS_STEPS[Math.floor((epoch / epochs) * GIBBS_STEPS.length)]!,
  }),
  weightDecay,
  labels: unchecked<tf.Tensor>(),
  balanceClasses,
  callbacks: unchecked<Callbacks>(),
} satisfies OptionTable<UpDownOptions & {labels?: tf.Tensor; balanceClasses?: boolean}, UpDownContext>;

/** Options of `upDown`, checked and complete. */
export type UpDownSettings = Settings<typeof UP_DOWN>;

/**
 * Turns the options of `upDown` into settings.
 *
 * @param context - `rows`: how many the data have.
 * @throws TypeError, RangeError when an option is unknown, or has a wrong kind or value.
 */
export function upDownSettings(stack: Stack, args: object, {rows}: {rows: number}): UpDownSettings {
  const where = 'upDown';
  const settings = readOptions(UP_DOWN, args, {where, context: {stack, rows, validationSplit: 0}});
  checkBalance(settings, `${where}: balanceClasses`);
  return settings;
}

/**
 * Checks that the units of a stack are such as up-down is derived for: the delta rule is the gradient of log p(below | above)
 * where the total input of a unit is the natural parameter of its distribution, and nothing else of that is learned.
 *
 * @throws Error when they are not.
 */
export function checkUpDownUnits({rbms}: Stack): void {
  rbms.forEach(({machine: {data}}, layer) => {
    const types = [data.args].flat().map((part) => (typeof part === 'number' ? 'bernoulli' : part.type));
    const isOfRectified = types.includes('relu');
    if (!isOfRectified && !data.kind.learnsVariance) return;
    throw argumentError(Error, {
      where: `upDown: ${layer === 0 ? 'visible' : `hidden[${layer - 1}]`}`,
      condition: 'of binary, softmax or gaussian units of unit variance',
      got: isOfRectified ? 'rectified linear ones' : 'a variance that is learned',
      advice: 'only the last hidden layer may be of rectified linear ones',
    });
  });
}

/** A tenth of what greedy training begins with: the parameters are good already. */
function defaultLearningRate({rbms}: Stack): number {
  const kinds = rbms.flatMap(({machine: {visible, hidden}}) => [visible.kind, hidden.kind]);
  return Math.min(...kinds.map(({defaultLearningRate: rate}) => rate)) / 10;
}
