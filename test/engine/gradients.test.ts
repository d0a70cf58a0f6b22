import * as tf from '@tensorflow/tfjs';
import {meanHidden} from '../../src/energy/conditionals.js';
import {freeEnergy} from '../../src/energy/freeEnergy.js';
import {classScores, splitLabels} from '../../src/energy/labels.js';
import type {Machine, Parameters} from '../../src/energy/Machine.js';
import {discriminativeGradient} from '../../src/engine/tensor/discriminativeGradient.js';
import {estimate, type Phase} from '../../src/engine/tensor/Phases.js';
import {oneHots, softmax, table} from '../exact/arithmetic.js';
import {wavyLayer} from '../exact/exactLayer.js';
import {exactFreeEnergy, type ExactMachine} from '../exact/exactMachine.js';
import {disposeMachine, machineOf} from '../exact/machines.js';
import {PAIRINGS} from '../exact/pairings.js';
import {read} from '../read.js';

/** The derivative of a function of a machine by each of its parameters. */
function derivatives(machine: Machine, of: (machine: Machine) => tf.Tensor): Parameters {
  const {logVariance, ...others} = machine.parameters;
  const names = ['weights', 'visibleBias', 'hiddenBias', ...(logVariance ? ['logVariance'] : [])];
  const values = [...Object.values(others), ...(logVariance ? [logVariance] : [])];
  const function_ = (...given: tf.Tensor[]): tf.Tensor =>
    of({
      ...machine,
      parameters: Object.fromEntries(names.map((name, place) => [name, given[place]])) as Parameters,
    });
  const gradients = tf.grads(function_)(values);
  return Object.fromEntries(names.map((name, place) => [name, gradients[place]])) as Parameters;
}

/** Expects two gradients to be the same but for rounding. */
function expectSame(values: Parameters, exact: Parameters): void {
  expect(Object.keys(values)).toEqual(Object.keys(exact));
  for (const [name, parameter] of Object.entries(exact) as [keyof Parameters, tf.Tensor][]) {
    const ours = values[name]!;
    expect(ours.shape).toEqual(parameter.shape);
    const exactly = read(parameter);
    const errors = read(ours).map((value, place) => Math.abs(value - exactly[place]!));
    expect(Math.max(...errors)).toBeLessThan(5e-6 * (1 + Math.max(...exactly.map(Math.abs))));
  }
}

/** Rows of states that have nothing to do with each other. */
function rowsOf({visible: {states}}: ExactMachine, {first, step}: {first: number; step: number}): number[][] {
  const inner = states.filter((state) => state.every((value) => Math.abs(value) <= 4));
  return Array.from({length: 7}, (_, row) => inner[(first + step * row) % inner.length]!);
}

describe.each(PAIRINGS)('%s visible and %s hidden units', (visibleName, __, exact) => {
  it('have a gradient that is that of the mean free energies of both phases', () => {
    const machine = machineOf(exact);
    const data = rowsOf(exact, {first: 0, step: 5});
    // A group that is missing.
    if (visibleName === 'softmax of two groups') data[3] = [0, 0, ...data[3]!.slice(2)];
    const positive = tf.tensor2d(data);
    const negative = tf.tensor2d(rowsOf(exact, {first: 3, step: 11}).slice(2));
    const phase = (visible: tf.Tensor2D): Phase => ({visible, hidden: meanHidden(machine, visible)});
    const ours = tf.tidy(() =>
      estimate(machine, {
        positive: phase(positive),
        negative: phase(negative),
        reconstructionError: tf.scalar(0),
      }),
    );
    const automatic = tf.tidy(() =>
      derivatives(machine, (changed) =>
        tf.sub(tf.mean(freeEnergy(changed, negative)), tf.mean(freeEnergy(changed, positive))),
      ),
    );
    expectSame(ours, automatic);
    tf.dispose([positive, negative]);
    disposeMachine(machine);
  });
});

/** What label units stand beside, and how many of them are known. */
const LABELS = 3;
const CLASSIFIERS: [string, ExactMachine][] = [
  wavyLayer([2, 7]),
  wavyLayer([{units: 2, type: 'gaussian'}, 8]),
  wavyLayer([{units: 2, type: 'relu'}, 9]),
  wavyLayer([{units: 3, type: 'softmax'}, 10]),
].map((hidden, place) => {
  const visible = wavyLayer(
    [{units: 1, type: 'gaussian', variance: 'learned'}, 2],
    [1, 3],
    [{units: LABELS, type: 'softmax'}, 4],
  );
  const weights = table(visible.units, hidden.units, (i, j) => 0.7 * Math.sin(1 + 2 * i + 3 * j));
  return [['bernoulli', 'gaussian', 'relu', 'softmax'][place]!, {visible, hidden, weights}];
});
const UNLABELLED = [
  [-1.4, 1],
  [0.3, 0],
  [2.1, 1],
  [0.9, 1],
];
const CLASSES = [0, 2, 1, 2];
const oneHot = (label: number): number[] => oneHots(LABELS)[label]!;

describe.each(CLASSIFIERS)('label units and %s hidden ones', (_, exact) => {
  it('have the class probabilities of the joint, summed over every hidden state', () => {
    const machine = machineOf(exact, {labels: LABELS});
    const {probabilities, scores} = tf.tidy(() => {
      const data = tf.tensor2d(UNLABELLED.map((row) => [...row, ...oneHot(0)]));
      const {probabilities, scores} = classScores(machine, splitLabels(machine, data).data);
      return {probabilities, scores};
    });
    const [ours, energies] = [read(probabilities), read(scores)];
    UNLABELLED.forEach((row, place) => {
      const exactly = [0, 1, 2].map((label) => -exactFreeEnergy(exact, [...row, ...oneHot(label)]));
      const expected = softmax(exactly);
      exactly.forEach((value, label) => {
        const at = LABELS * place + label;
        expect(Math.abs(ours[at]! - expected[label]!)).toBeLessThan(2e-6);
        expect(Math.abs(energies[at]! - energies[LABELS * place]! - (value - exactly[0]!))).toBeLessThan(
          1e-5,
        );
      });
    });
    disposeMachine(machine);
  });

  it('have a gradient of the mean log-probability of the labels that is the automatic one', () => {
    const machine = machineOf(exact, {labels: LABELS});
    const rows = (label: (row: number) => number): tf.Tensor2D =>
      tf.tensor2d(UNLABELLED.map((row, place) => [...row, ...oneHot(label(place))]));
    const ours = tf.tidy(() =>
      discriminativeGradient(
        machine,
        rows((row) => CLASSES[row]!),
      ),
    );
    const automatic = tf.tidy(() =>
      derivatives(machine, (changed) => {
        const scores = [0, 1, 2].map((label) =>
          tf.neg(
            freeEnergy(
              changed,
              rows(() => label),
            ),
          ),
        );
        const right = tf.neg(
          freeEnergy(
            changed,
            rows((row) => CLASSES[row]!),
          ),
        );
        return tf.mean(tf.sub(right, tf.logSumExp(tf.stack(scores, 1), 1)));
      }),
    );
    expectSame(ours, automatic);
    disposeMachine(machine);
  });

  it('learn nothing from a row whose label is missing', () => {
    const machine = machineOf(exact, {labels: LABELS});
    const gradient = tf.tidy(() => {
      const rows = UNLABELLED.map((row) => [...row, 0, 0, 0]);
      return discriminativeGradient(machine, tf.tensor2d(rows));
    });
    for (const parameter of Object.values(gradient)) {
      expect(read(parameter as tf.Tensor).every((value) => Math.abs(value) < 1e-7)).toBe(true);
    }
    disposeMachine(machine);
  });
});
