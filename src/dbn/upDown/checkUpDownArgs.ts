import {argumentError, checkArgs} from '../../check.js';
import type {Machine} from '../../energy/Machine.js';
import {checkFitArgs, type FitSettings} from '../../rbm/training/checkFitArgs.js';
import {checkSchedule, type CheckedSchedule} from '../../rbm/training/Schedule.js';
import {topOf, type Stack} from '../stack/Stack.js';
import type {UpDownArgs} from './UpDownArgs.js';

/** Options of `upDown`, checked and complete: those of a training of the top machine, and the schedule of its Gibbs steps. */
export interface UpDownSettings extends Omit<FitSettings, 'k'> {
  k: CheckedSchedule;
}

const OPTIONS: readonly (keyof UpDownArgs)[] = [
  'epochs',
  'initialEpoch',
  'batchSize',
  'shuffle',
  'learningRate',
  'momentum',
  'weightDecay',
  'k',
  'labels',
  'balanceClasses',
  'validationData',
  'validationLabels',
  'signal',
  'callbacks',
  'verbose',
  'yieldEvery',
];

/** As many in each third of the epochs (Hinton, Osindero & Teh 2006, section 6). */
const GIBBS_STEPS = [3, 6, 10];

/**
 * Checks the options of `upDown` and fills in the defaults; tensors and callbacks are left to those who use them.
 *
 * @throws TypeError, RangeError when an option is unknown, or has a wrong kind or value.
 */
export function checkUpDownArgs(stack: Stack, args: UpDownArgs): UpDownSettings {
  const where = 'upDown';
  checkArgs(args, {where, known: OPTIONS});
  const {k, learningRate = defaultLearningRate(stack), momentum = 0.5, ...others} = args;
  const settings = checkFitArgs({...others, learningRate, momentum}, {where, machine: topOf(stack)});
  const {initialEpoch, epochs} = settings;
  return {
    ...settings,
    k: checkSchedule(k ?? ((epoch) => GIBBS_STEPS[Math.floor((epoch / epochs) * GIBBS_STEPS.length)]!), {
      where: `${where}: k`,
      condition: 'an integer >= 1',
      initialEpoch,
      epochs,
      isValid: (value) => Number.isInteger(value) && value >= 1,
    }),
  };
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
  const kinds = rbms.flatMap(({machine: {visible, hidden}}: {machine: Machine}) => [
    visible.kind,
    hidden.kind,
  ]);
  return Math.min(...kinds.map(({defaultLearningRate: rate}) => rate)) / 10;
}
