import {keyFromSeed} from '../../src/random/Key.js';
import type {EngineArgs, StepArgs} from '../../src/engine/Engine.js';
import {PLAIN_STEP} from './plainStep.js';

/** All settings of one training step that changes the parameters by the estimated gradient itself, but for those given. */
export function stepArgs(args: Partial<EngineArgs & StepArgs> & {seed?: number} = {}): EngineArgs & StepArgs {
  const {seed = 1, ...others} = args;
  return {
    ...PLAIN_STEP,
    key: keyFromSeed(seed),
    learningRate: 1,
    momentum: 0,
    weightDecay: 0,
    l1Decay: 0,
    sparsityTarget: undefined,
    sparsityCost: 0,
    sparsityDecay: 0,
    centeringRate: 1,
    varianceRate: 1,
    fastLearningRate: 1,
    generativeWeight: 1,
    ...others,
  };
}
