import * as tf from '@tensorflow/tfjs';
import {conditional, meanHidden, sampleLayer} from '../../src/energy/conditionals.js';
import type {Machine} from '../../src/energy/Machine.js';
import {contrastiveDivergence} from '../../src/engine/tensor/contrastiveDivergence.js';
import {
  fastMachine,
  nextFastParameters,
  persistentDivergence,
  positivePhase,
} from '../../src/engine/tensor/persistentDivergence.js';
import {tensorEngine} from '../../src/engine/tensor/tensorEngine.js';
import {keyFromSeed} from '../../src/random/Key.js';
import {moments, softmax, sum} from '../exact/arithmetic.js';
import {wavyLayer} from '../exact/exactLayer.js';
import {exactFreeEnergy, type ExactMachine} from '../exact/exactMachine.js';
import {disposeMachine, machineOf} from '../exact/machines.js';
import {PAIRINGS} from '../exact/pairings.js';
import {expectMeans, toRows} from '../monteCarlo.js';
import {read} from '../read.js';
import {stepArgs} from './stepArgs.js';
import {trainStep, valuesOf} from './trainStep.js';

/** One machine of each kind of hidden unit. */
const KINDS = PAIRINGS.filter(([visible]) => visible === 'bernoulli').map(
  ([, hidden, exact]): [string, ExactMachine] => [hidden, exact],
);

describe('persistent chains', () => {
  it.each(KINDS)('start as states of %s hidden units without input', (_, exact) => {
    const machine = machineOf(exact);
    tensorEngine(machine, stepArgs({estimator: {type: 'pcd', chains: 4000}}));
    const chains = toRows(Array.from(machine.trainingState.chains!.dataSync()), machine.hidden.units);
    const {states, energy} = exact.hidden;
    expectMeans(chains, {states, probabilities: softmax(states.map((state) => -energy(state)))}, moments);
    disposeMachine(machine);
  });

  it('stay where they are from one engine to the next, if they are as many', () => {
    const machine = machineOf(KINDS[0]![1]);
    const args = stepArgs({estimator: {type: 'pcd', chains: 5}});
    tensorEngine(machine, args);
    const first = machine.trainingState.chains;
    tensorEngine(machine, args);
    expect(machine.trainingState.chains).toBe(first);
    const inverseTemperatures = [0, 0.5, 1];
    tensorEngine(machine, stepArgs({estimator: {type: 'tempering', chains: 5, inverseTemperatures}}));
    expect(machine.trainingState.chains!.shape).toEqual([15, 2]);
    disposeMachine(machine);
  });
});

describe('fast weights', () => {
  const [, , exact] = PAIRINGS.find(([visible, hidden]) => visible === 'mixed' && hidden === 'bernoulli')!;
  const data = exact.visible.states.slice(40, 44);

  it('follow the gradient at their own rate, and keep 19/20 of themselves', () => {
    const machine = machineOf(exact);
    const args = stepArgs({estimator: {type: 'fpcd', learningRate: 0.3}});
    const {first, second} = tf.tidy(() => {
      const first = nextFastParameters(undefined, machine.parameters, args);
      return {first: first.weights, second: nextFastParameters(first, machine.parameters, args).weights};
    });
    const weights = exact.weights.flat();
    read(first).forEach((value, place) => expect(value).toBeCloseTo(0.3 * weights[place]!, 6));
    read(second).forEach((value, place) =>
      expect(value).toBeCloseTo((0.95 * 0.3 + 0.3) * weights[place]!, 6),
    );
    disposeMachine(machine);
  });

  it('are added to what joins and biases the chains, and not to variances', () => {
    const machine = machineOf(exact);
    machine.trainingState.fastParameters = {
      weights: tf.onesLike(machine.parameters.weights),
      visibleBias: tf.onesLike(machine.parameters.visibleBias),
      hiddenBias: tf.onesLike(machine.parameters.hiddenBias),
      logVariance: tf.onesLike(machine.parameters.logVariance!),
    };
    const sums = tf.tidy(() => {
      const {weights, visibleBias, hiddenBias, logVariance} = fastMachine(machine).parameters;
      return [weights, visibleBias, hiddenBias, logVariance!].map((parameter) =>
        tf.sum(parameter).arraySync(),
      );
    });
    const {weights, visibleBias, hiddenBias, logVariance} = valuesOf(machine);
    [weights, visibleBias, hiddenBias].forEach((values, place) =>
      expect(sums[place]).toBeCloseTo(
        sum(values, (value) => value + 1),
        5,
      ),
    );
    expect(sums[3]).toBeCloseTo(
      sum(logVariance, (value) => value),
      5,
    );
    disposeMachine(machine);
  });

  it('of nothing leave persistent contrastive divergence as it is, bit for bit', async () => {
    const [fast, plain] = [machineOf(exact), machineOf(exact)];
    for (let seed = 0; seed < 4; ++seed) {
      const args = {seed, k: 2, learningRate: 0.1, momentum: 0.5, varianceRate: 0.1};
      await trainStep(fast, data, {...args, estimator: {type: 'fpcd', chains: 6, learningRate: 1e-30}});
      await trainStep(plain, data, {...args, estimator: {type: 'pcd', chains: 6}});
    }
    expect(valuesOf(fast)).toEqual(valuesOf(plain));
    disposeMachine(fast);
    disposeMachine(plain);
  });

  it('change the chains where there are some', async () => {
    const [fast, plain] = [machineOf(exact), machineOf(exact)];
    for (let seed = 0; seed < 4; ++seed) {
      await trainStep(fast, data, {seed, estimator: {type: 'fpcd', chains: 6, learningRate: 1}});
      await trainStep(plain, data, {seed, estimator: {type: 'pcd', chains: 6}});
    }
    expect(valuesOf(fast)).not.toEqual(valuesOf(plain));
    disposeMachine(fast);
    disposeMachine(plain);
  });
});

describe('a missing group', () => {
  const [, , exact] = PAIRINGS.find(
    ([visible, hidden]) => visible === 'softmax of two groups' && hidden === 'bernoulli',
  )!;
  const row = [0, 0, 0, 1];

  it('teaches its units nothing by contrastive divergence', async () => {
    const machine = machineOf(exact);
    const error = await trainStep(machine, [row], {reconstruction: 'mean'});
    const {weights, visibleBias} = valuesOf(machine);
    expect(weights.slice(0, 4)).toEqual(exact.weights.slice(0, 2).flat().map(Math.fround));
    expect(visibleBias.slice(0, 2)).toEqual(exact.visible.bias.slice(0, 2).map(Math.fround));
    // The same misses of both units of the other group.
    const moved = visibleBias.slice(2).map((bias, unit) => bias - exact.visible.bias[2 + unit]!);
    expect(error).toBeCloseTo(moved[1]! ** 2, 5);
    disposeMachine(machine);
  });

  it('stays missing in the reconstruction', () => {
    const machine = machineOf(exact);
    const data = tf.tensor2d([row, [1, 0, 0, 0]]);
    const visible = read(
      tf.tidy(
        () =>
          contrastiveDivergence(machine, data, {...stepArgs({k: 3}), isIncomplete: true}).negative.visible,
      ),
    );
    expect([...visible.slice(0, 2), ...visible.slice(6)]).toEqual([0, 0, 0, 0]);
    expect(visible[2]! + visible[3]!).toBe(1);
    data.dispose();
    disposeMachine(machine);
  });

  it('is drawn from its distribution given the known ones where chains show all units', () => {
    const machine = machineOf(exact);
    const copies = 4000;
    const data = tf.tensor2d(Array.from({length: copies}, () => row));
    const {visible, hidden} = tf.tidy(() => {
      const {visible, hidden} = positivePhase(machine, data, {
        ...stepArgs({k: 15}),
        isIncomplete: true,
      }).positive;
      return {visible, hidden};
    });
    const again = tf.tidy(() => meanHidden(machine, visible));
    expect(read(hidden)).toEqual(read(again));
    // p(missing group | known one), by summing over the hidden units.
    const states = [
      [1, 0, 0, 1],
      [0, 1, 0, 1],
    ];
    const probabilities = softmax(states.map((state) => -exactFreeEnergy(exact, state)));
    expectMeans(toRows(read(visible), 4), {states, probabilities}, (state) => state);
    data.dispose();
    disposeMachine(machine);
  });
});

describe('the units between which persistent chains go', () => {
  it('are driven by means where the reconstruction is of means, and sampled otherwise', () => {
    const exact: ExactMachine = {
      ...KINDS[0]![1],
      visible: wavyLayer([{units: 3, type: 'gaussian', variance: 'learned'}, 2]),
    };
    const machine: Machine = machineOf(exact);
    const input = tf.zeros<tf.Rank.R2>([8, 2]);
    machine.trainingState.chains = tf.tidy(() =>
      sampleLayer(machine, 'hidden', {given: conditional(machine, 'hidden', input), key: keyFromSeed(1)}),
    );
    const data = tf.tensor2d([[0, 0, 0]]);
    const run = (reconstruction: 'sample' | 'mean' | 'meanField'): {visible: number[]; chains: number[]} => {
      const [visible, chains] = tf.tidy(() => {
        const args = {...stepArgs({reconstruction}), chainMachine: machine};
        const {negative, chains} = persistentDivergence(machine, data, args);
        return [negative.visible, chains!];
      });
      return {visible: read(visible), chains: read(chains)};
    };
    const chains = Array.from(machine.trainingState.chains.dataSync());
    const means = toRows(chains, 2).flatMap((h) =>
      exact.visible.bias.map((bias, i) => bias + sum(h, (unit, j) => exact.weights[i]![j]! * unit)),
    );
    run('mean').visible.forEach((value, place) => expect(value).toBeCloseTo(means[place]!, 6));
    expect(run('sample').visible.every((value, place) => Math.abs(value - means[place]!) > 1e-4)).toBe(true);
    expect(run('mean').chains.every((value) => value === 0 || value === 1)).toBe(true);
    expect(run('meanField').chains.every((value) => value > 0 && value < 1)).toBe(true);
    tf.dispose([input, data]);
    disposeMachine(machine);
  });
});
