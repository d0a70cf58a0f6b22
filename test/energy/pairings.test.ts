import * as tf from '@tensorflow/tfjs';
import {hiddenGiven, sampleLayer, visibleGiven} from '../../src/energy/conditionals.js';
import {freeEnergy} from '../../src/energy/freeEnergy.js';
import {keyFromSeed} from '../../src/random/Key.js';
import {expected, moments} from '../exact/arithmetic.js';
import {exactFreeEnergy, hiddenDistribution, visibleDistribution} from '../exact/exactMachine.js';
import {disposeMachine, machineOf} from '../exact/machines.js';
import {PAIRINGS} from '../exact/pairings.js';
import {expectMeans, toRows} from '../monteCarlo.js';
import {read} from '../read.js';

/** Some states of a layer, but for those that put the other layer where its nodes end. */
function some(states: readonly number[][], count: number): number[][] {
  const inner = states.filter((state) => state.every((value) => Math.abs(value) <= 4));
  const step = Math.max(1, Math.floor(inner.length / count));
  return inner.filter((_, place) => place % step === 0);
}

/** Expects float32's rounding of float64 numbers, whose terms are not much larger than they are. */
function expectRounded(values: readonly number[], exact: readonly number[]): void {
  expect(values).toHaveLength(exact.length);
  const errors = exact.map((value, place) => Math.abs(values[place]! - value) / (1 + Math.abs(value)));
  expect(Math.max(...errors)).toBeLessThan(4e-6);
}

describe.each(PAIRINGS)('%s visible and %s hidden units', (_, __, exact) => {
  it('have a free energy of -log of the joint summed over every hidden state', () => {
    const machine = machineOf(exact);
    const rows = some(exact.visible.states, 30);
    const values = read(tf.tidy(() => freeEnergy(machine, tf.tensor2d(rows))));
    expectRounded(
      values,
      rows.map((v) => exactFreeEnergy(exact, v)),
    );
    disposeMachine(machine);
  });

  it('have the conditional means of the joint', () => {
    const machine = machineOf(exact);
    const v = some(exact.visible.states, 20);
    const h = some(exact.hidden.states, 20);
    const hidden = read(tf.tidy(() => hiddenGiven(machine, tf.tensor2d(v)).mean));
    const visible = read(tf.tidy(() => visibleGiven(machine, tf.tensor2d(h)).mean));
    const itself = (state: readonly number[]): readonly number[] => state;
    expectRounded(
      hidden,
      v.flatMap((row) => expected(exact.hidden.states, hiddenDistribution(exact, row), itself)),
    );
    expectRounded(
      visible,
      h.flatMap((row) => expected(exact.visible.states, visibleDistribution(exact, row), itself)),
    );
    disposeMachine(machine);
  });

  it('are drawn from the conditionals of the joint, with their variances and correlations', () => {
    const machine = machineOf(exact);
    const copies = 4000;
    const v = some(exact.visible.states, 3).at(-1)!;
    const h = some(exact.hidden.states, 3).at(-1)!;
    const all = (row: readonly number[]): tf.Tensor2D => tf.tile(tf.tensor2d([[...row]]), [copies, 1]);
    const hidden = tf.tidy(() =>
      sampleLayer(machine, 'hidden', {given: hiddenGiven(machine, all(v)), key: keyFromSeed(1)}),
    );
    const visible = tf.tidy(() =>
      sampleLayer(machine, 'visible', {given: visibleGiven(machine, all(h)), key: keyFromSeed(2)}),
    );
    const {states: hiddenStates, units: numHidden} = exact.hidden;
    expectMeans(
      toRows(read(hidden), numHidden),
      {states: hiddenStates, probabilities: hiddenDistribution(exact, v)},
      moments,
    );
    const {states, units} = exact.visible;
    expectMeans(
      toRows(read(visible), units),
      {states, probabilities: visibleDistribution(exact, h)},
      moments,
    );
    disposeMachine(machine);
  });
});
