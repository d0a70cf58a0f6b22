import type {EngineArgs} from '../../src/engine/Engine.js';

/** The engine's options of a step of CD-1 without anything special. */
export const PLAIN_STEP: EngineArgs = {
  estimator: 'cd',
  chains: 1,
  inverseTemperatures: [1],
  batchSize: 1,
  k: 1,
  reconstruction: 'sample',
  centering: 'off',
  maxNorm: undefined,
  dropout: 0,
  objective: 'generative',
};
