import type {Machine} from '../../energy/Machine.js';
import type {EstimatorName} from '../../engine/LearningArgs.js';
import type {Schedule} from './Schedule.js';

// Persistent chains are draws of the machine only while it changes more slowly than they move. So their learning rate falls with
// the steps done, as stochastic approximation asks for (Younes 1999; Tieleman 2008), and there is no momentum.

/** After so many steps, the learning rate of persistent chains is half of what it was. */
const HALVED_AFTER = 500;

/** Returns the learning rate of the step after so many of the machine's, unless a user says otherwise. */
export function defaultLearningRate(machine: Machine, estimator: EstimatorName): (steps: number) => number {
  const rate = usualRate(machine);
  return estimator === 'cd' ? () => rate : (steps) => rate / (1 + steps / HALVED_AFTER);
}

/** Returns the momentum unless a user says otherwise: with contrastive divergence Hinton's switch (Hinton 2010, section 9). */
export function defaultMomentum(estimator: EstimatorName): Schedule {
  if (estimator !== 'cd') return 0;
  return [
    [0, 0.5],
    [5, 0.9],
  ];
}

/** The smaller of both layers'; ten times less than usual where neither has a bound, and each drives the other on. */
function usualRate({visible, hidden}: Machine): number {
  const kinds = [visible.kind, hidden.kind];
  const rates = kinds.map(({defaultLearningRate: rate}) => rate);
  return Math.min(...rates, kinds.some(({isBounded}) => isBounded) ? Infinity : 0.001);
}
