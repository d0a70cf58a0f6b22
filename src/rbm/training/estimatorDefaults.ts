import type {Machine} from '../../energy/Machine.js';
import type {Centering, Estimator} from '../../engine/Engine.js';
import type {Schedule} from './Schedule.js';

/** The options whose defaults depend on the estimator. */
interface EstimatorDefaults {
  /** Gives the rate of the step after so many of the machine's. */
  learningRate: (epoch: number, steps: number) => number;
  momentum: Schedule;
  centering: Centering;
}

/** Hinton's switch (Hinton 2010, section 9). */
const HINTONS_SWITCH: Schedule = [
  [0, 0.5],
  [5, 0.9],
];

/** After so many steps, the learning rate of persistent chains is half of what it was. */
const HALVED_AFTER = 500;

/**
 * Returns what a machine is trained with by an estimator, where the user does not say.
 *
 * Persistent chains are draws of the machine only while it changes more slowly than they move. So their learning rate falls with
 * the steps done, as stochastic approximation asks for (Younes 1999; Tieleman 2008), there is no momentum, and the
 * units are centered, which evens out how fast biases and weights learn.
 */
export function estimatorDefaults(machine: Machine, estimator: Estimator): EstimatorDefaults {
  const rate = usualRate(machine);
  if (estimator === 'cd') return {learningRate: () => rate, momentum: HINTONS_SWITCH, centering: 'off'};
  return {
    learningRate: (_epoch, steps) => rate / (1 + steps / HALVED_AFTER),
    momentum: 0,
    centering: 'data',
  };
}

/** The smaller of both layers'; ten times less than usual where neither has a bound, and each drives the other on. */
function usualRate({visible, hidden}: Machine): number {
  const kinds = [visible.kind, hidden.kind];
  const rates = kinds.map(({defaultLearningRate: rate}) => rate);
  return Math.min(...rates, kinds.some(({isBounded}) => isBounded) ? Infinity : 0.001);
}
