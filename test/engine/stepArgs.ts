import type {EngineArgs, StepArgs} from '../../src/engine/Engine.js';
import type {LearningArgs} from '../../src/engine/LearningArgs.js';
import {LEARNING} from '../../src/engine/learningOptions.js';
import {readOptions} from '../../src/options.js';
import {keyFromSeed} from '../../src/random/Key.js';

/** What differs in a step from one that changes the parameters by the estimated gradient of CD-1 itself. */
export interface TestStepArgs
  extends
    LearningArgs,
    Partial<Pick<StepArgs, 'learningRate' | 'momentum'>>,
    Partial<Pick<EngineArgs, 'largestBatch'>> {
  seed?: number;
}

/** All settings of one training step that changes the parameters by the estimated gradient itself, but for those given. */
export function stepArgs({
  seed = 1,
  learningRate = 1,
  momentum = 0,
  largestBatch = 1,
  ...learning
}: TestStepArgs = {}): EngineArgs & StepArgs {
  const plain = {centering: 'off', weightDecay: 0, varianceRate: 1};
  const settings = readOptions(LEARNING, {...plain, ...learning}, {where: 'step'});
  const estimator = {...settings.estimator, chains: settings.estimator.chains ?? 1};
  return {...settings, estimator, key: keyFromSeed(seed), learningRate, momentum, largestBatch};
}
