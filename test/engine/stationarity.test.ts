import * as tf from '@tensorflow/tfjs';
import type {Machine} from '../../src/energy/Machine.js';
import {contrastiveDivergence} from '../../src/engine/tensor/contrastiveDivergence.js';
import {persistentDivergence} from '../../src/engine/tensor/persistentDivergence.js';
import type {Phases} from '../../src/engine/tensor/Phases.js';
import {temperedDivergence} from '../../src/engine/tensor/temperedDivergence.js';
import {moments, sum} from '../exact/arithmetic.js';
import {jointDistribution, jointEnergy, marginals, type Tempering} from '../exact/exactMachine.js';
import {disposeMachine, machineOf} from '../exact/machines.js';
import {PAIRINGS} from '../exact/pairings.js';
import {drawRows, expectMeans, toRows} from '../monteCarlo.js';
import {read} from '../read.js';
import {stepArgs} from './stepArgs.js';

/** Chains side by side, all of them where the distribution has them. */
const CHAINS = 2000;

/** Runs the phases of a step, and reads where the negative one ends. */
function run(
  {visible, hidden}: Machine,
  phases: () => Phases,
): {visible: number[][]; means: number[][]; chains: number[][]; swapRate: number} {
  const tensors = tf.tidy(() => {
    const {negative, chains = negative.hidden, swapRates = tf.tensor1d([0])} = phases();
    return [negative.visible, negative.hidden, tf.clone(chains), swapRates];
  });
  const [states, means, chains, swapRates] = tensors.map(read);
  const exchanged = swapRates!.filter((rate) => rate >= 0);
  return {
    visible: toRows(states!, visible.units),
    means: toRows(means!, hidden.units),
    chains: toRows(chains!, hidden.units),
    swapRate: exchanged.reduce((sum, rate) => sum + rate, 0) / exchanged.length,
  };
}

describe.each(PAIRINGS)('%s visible and %s hidden units that have their distribution', (_, __, exact) => {
  const {visible, hidden} = marginals(exact);

  it('keep it by contrastive divergence', () => {
    const machine = machineOf(exact);
    const data = tf.tensor2d(drawRows(visible, CHAINS, 1));
    const after = run(machine, () => contrastiveDivergence(machine, data, stepArgs({k: 2})));
    expectMeans(after.visible, visible, moments);
    // The means spread less than the states do.
    expectMeans(after.means, hidden, (state) => state);
    data.dispose();
    disposeMachine(machine);
  });

  it('keep it as persistent chains', () => {
    const machine = machineOf(exact);
    const data = tf.tensor2d(exact.visible.states.slice(0, 1));
    machine.trainingState.chains = tf.tensor2d(drawRows(hidden, CHAINS, 2));
    const args = {...stepArgs({k: 2}), chainMachine: machine};
    const after = run(machine, () => persistentDivergence(machine, data, args));
    expectMeans(after.visible, visible, moments);
    expectMeans(after.chains, hidden, moments);
    data.dispose();
    disposeMachine(machine);
  });

  it('keep it at every temperature, exchanges included', () => {
    const machine = machineOf(exact);
    const visibleCenter = exact.visible.bias.map((_, unit) => 0.3 - 0.2 * unit);
    const hiddenCenter = exact.hidden.bias.map((_, unit) => 0.4 + 0.1 * unit);
    const temperatures = [0, 0.6, 1];
    const exactly = temperatures.map((inverse) => marginals(exact, {inverse, visibleCenter, hiddenCenter}));
    machine.trainingState = {
      chains: tf.tensor2d(exactly.flatMap((of, place) => drawRows(of.hidden, CHAINS, 3 + place))),
      visibleCenter: tf.tensor1d(visibleCenter),
      hiddenCenter: tf.tensor1d(hiddenCenter),
    };
    machine.steps = 1;
    const data = tf.tensor2d(exact.visible.states.slice(0, 1));
    const args = stepArgs({
      estimator: {type: 'tempering', chains: CHAINS, inverseTemperatures: temperatures},
      centering: 'data',
    });
    const after = run(machine, () => temperedDivergence(machine, data, args));
    expectMeans(after.visible, exactly[2]!.visible, moments);
    exactly.forEach((of, place) =>
      expectMeans(after.chains.slice(place * CHAINS, (place + 1) * CHAINS), of.hidden, moments),
    );
    data.dispose();
    disposeMachine(machine);
  });
});

describe('chains at several temperatures', () => {
  const [, , exact] = PAIRINGS[0]!;

  /** Runs a step of them from their distributions, and returns the share of exchanges. */
  function swapRate(temperatures: readonly number[], steps: number): number {
    const machine = machineOf(exact);
    const starts = temperatures.flatMap((inverse, place) =>
      drawRows(marginals(exact, temper(inverse)).hidden, CHAINS, 3 + place),
    );
    machine.trainingState = {chains: tf.tensor2d(starts)};
    machine.steps = steps;
    const data = tf.tensor2d(exact.visible.states);
    const args = stepArgs({
      estimator: {type: 'tempering', chains: CHAINS, inverseTemperatures: temperatures},
    });
    const {swapRate} = run(machine, () => temperedDivergence(machine, data, args));
    data.dispose();
    disposeMachine(machine);
    return swapRate;
  }

  const temper = (inverse: number): Tempering => ({
    inverse,
    visibleCenter: exact.visible.bias.map(() => 0),
    hiddenCenter: exact.hidden.bias.map(() => 0),
  });

  /** The mean of min(1, exp((b - b') (E - E'))), E being what joins the layers, over every pair of joint states. */
  function exactRate(one: number, other: number): number {
    const energies = exact.visible.states.flatMap((v) =>
      exact.hidden.states.map(
        (h) => jointEnergy(exact, v, h) - exact.visible.energy(v) - exact.hidden.energy(h),
      ),
    );
    const [p, q] = [one, other].map((inverse) =>
      jointDistribution(exact, temper(inverse)).flatMap((row) => [...row]),
    );
    return sum(energies, (first, i) =>
      sum(energies, (second, j) => p![i]! * q![j]! * Math.min(1, Math.exp((one - other) * (first - second)))),
    );
  }

  it.each([
    [[0, 1], 0, [[0, 1]]],
    // Two temperatures have nobody else to exchange with.
    [[0, 1], 1, [[0, 1]]],
    [[0, 0.3, 1], 0, [[0, 0.3]]],
    [[0, 0.3, 1], 1, [[0.3, 1]]],
    [
      [0, 0.2, 0.5, 1],
      0,
      [
        [0, 0.2],
        [0.5, 1],
      ],
    ],
  ])(
    'exchange their states as often as the formula says: %j after %d steps',
    (temperatures, steps, pairs) => {
      const rates = pairs.map(([one, other]) => exactRate(one!, other!));
      const mean = sum(rates, (rate) => rate) / rates.length;
      // One decision a chain and pair.
      const bound = 5 * Math.sqrt((mean * (1 - mean)) / (CHAINS * pairs.length));
      expect(mean).toBeLessThan(0.995);
      expect(Math.abs(swapRate(temperatures, steps) - mean)).toBeLessThan(bound + 1e-6);
    },
  );
});
