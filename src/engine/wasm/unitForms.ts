import type {Machine} from '../../energy/Machine.js';

/** What the kernels have to know of a machine's units, which are all Bernoulli or Gaussian. */
export interface UnitForms {
  /** Whether the visible states are real numbers. */
  isVisibleReal: boolean;
  /** Whether their variances are learned. */
  learnsVariance: boolean;
  /** Whether the hidden states are real numbers. */
  isHiddenReal: boolean;
}

/** Returns what the kernels have to know of a machine's units. */
export function unitForms({visible, hidden}: Pick<Machine, 'visible' | 'hidden'>): UnitForms {
  return {
    isVisibleReal: visible.kind.type === 'gaussian',
    learnsVariance: visible.kind.learnsVariance,
    isHiddenReal: hidden.kind.type === 'gaussian',
  };
}
