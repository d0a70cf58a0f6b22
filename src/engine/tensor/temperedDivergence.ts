import * as tf from '@tensorflow/tfjs-core';
import {conditional, meanHidden, sampleLayer, seen} from '../../energy/conditionals.js';
import type {Machine} from '../../energy/Machine.js';
import type {Conditional} from '../../energy/UnitKind.js';
import {deriveKey, type Key} from '../../random/Key.js';
import {uniform} from '../../random/uniform.js';
import {STREAMS, type Estimation, type StepArgs} from '../Engine.js';
import {centerToHidden, centerToVisible} from './centering.js';
import {positivePhase} from './persistentDivergence.js';
import type {Phases} from './Phases.js';

/** States of both layers, temperature by temperature. */
interface States {
  visible: tf.Tensor2D;
  hidden: tf.Tensor2D;
}

/**
 * Runs parallel tempering: chains at several temperatures, k Gibbs steps each, after which neighbours exchange their states
 * with probability `min(1, exp((b_i - b_j) (E_i - E_j)))`. Those at inverse temperature 1 make the negative phase.
 *
 * The inverse temperature b scales what joins the layers, `-b (v - m) W (h - l)` with the centers m and l of centered units, 0
 * for others, so that at 0 the units are independent, near their means in the data if they are centered; E is that at b = 1.
 *
 * Source: Desjardins, Courville, Bengio, Vincent & Delalleau 2010, "Parallel tempering for training of restricted Boltzmann
 * machines"; Cho, Raiko & Ilin 2010.
 */
export function temperedDivergence(machine: Machine, data: tf.Tensor2D, args: StepArgs): Phases {
  const {key, k, centering} = args;
  const {inverseTemperatures, chains} = args.estimator;
  const {positive, reconstructionError} = positivePhase(machine, data, args);
  const tempered = temperedMachine(machine, {inverseTemperatures, chains, centering});
  let hidden = machine.trainingState.chains!;
  let states: States | undefined;
  for (let step = 0; step < k; ++step) {
    const visible = sampleLayer(machine, 'visible', {
      given: tempered.visibleGiven(hidden),
      key: deriveKey(key, 2 * step + 1),
    });
    hidden = sampleLayer(machine, 'hidden', {
      given: tempered.hiddenGiven(visible),
      key: deriveKey(key, 2 * (step + 1)),
    });
    states = {visible, hidden};
  }
  const {swapped, rates} = swap(states!, {
    energies: tempered.interaction(states!),
    inverseTemperatures,
    chains,
    key: deriveKey(key, STREAMS.swaps),
    isOdd: inverseTemperatures.length > 2 && machine.steps % 2 === 1,
  });
  const visible = tf.slice(swapped.visible, [(inverseTemperatures.length - 1) * chains, 0]);
  return {
    positive,
    negative: {visible, hidden: meanHidden(machine, visible)},
    reconstructionError,
    chains: swapped.hidden,
    swapRates: rates,
  };
}

/** A machine whose rows have temperatures of their own. */
interface TemperedMachine {
  visibleGiven(hidden: tf.Tensor2D): Conditional;
  hiddenGiven(visible: tf.Tensor2D): Conditional;
  /** `-(v - m) W (h - l)` of each row, `[inverseTemperatures * chains]`. */
  interaction(states: States): tf.Tensor1D;
}

function temperedMachine(
  machine: Machine,
  {
    inverseTemperatures,
    chains,
    centering,
  }: Pick<Estimation, 'inverseTemperatures' | 'chains'> & Pick<StepArgs, 'centering'>,
): TemperedMachine {
  const {weights, visibleBias, hiddenBias} = machine.parameters;
  const {visibleCenter = tf.zerosLike(visibleBias), hiddenCenter = tf.zerosLike(hiddenBias)} =
    centering.by === 'off' ? {} : machine.trainingState;
  /** `[inverseTemperatures * chains, 1]` */
  const inverse = tf.reshape(
    tf.tile(tf.expandDims(tf.tensor1d([...inverseTemperatures]), 1), [1, chains]),
    [-1, 1],
  );
  const toHidden = (visible: tf.Tensor2D): tf.Tensor =>
    tf.matMul(tf.sub<tf.Tensor2D>(seen(machine, 'visible', visible), visibleCenter), weights);
  const toVisible = (hidden: tf.Tensor2D): tf.Tensor =>
    tf.matMul(tf.sub<tf.Tensor2D>(seen(machine, 'hidden', hidden), hiddenCenter), tf.transpose(weights));
  // Biases of the centered form: b + W l and c + m W.
  const centeredVisible = tf.add(visibleBias, centerToVisible(weights, hiddenCenter));
  const centeredHidden = tf.add(hiddenBias, centerToHidden(weights, visibleCenter));
  return {
    visibleGiven: (hidden) =>
      conditional(
        machine,
        'visible',
        tf.add<tf.Tensor2D>(tf.mul(inverse, toVisible(hidden)), centeredVisible),
      ),
    hiddenGiven: (visible) =>
      conditional(machine, 'hidden', tf.add<tf.Tensor2D>(tf.mul(inverse, toHidden(visible)), centeredHidden)),
    interaction: ({visible, hidden}) =>
      tf.neg(tf.sum(tf.mul(toHidden(visible), tf.sub(seen(machine, 'hidden', hidden), hiddenCenter)), 1)),
  };
}

interface SwapArgs extends Pick<Estimation, 'inverseTemperatures' | 'chains'> {
  /** `[inverseTemperatures * chains]` */
  energies: tf.Tensor1D;
  key: Key;
  /** Whether the pairs of temperatures begin at the second one: they take turns. */
  isOdd: boolean;
}

/** Exchanges states between neighbouring temperatures. */
function swap(
  states: States,
  {energies, inverseTemperatures, chains, key, isOdd}: SwapArgs,
): {swapped: States; rates: tf.Tensor1D} {
  const count = inverseTemperatures.length;
  // Each temperature's partner, itself where it has none.
  const partners = inverseTemperatures.map((_, place) => {
    const partner = (place % 2 === 1) === isOdd ? place + 1 : place - 1;
    return partner < 0 || partner >= count ? place : partner;
  });
  const places = (of: readonly number[]): tf.Tensor1D =>
    tf.tensor1d(
      of.flatMap((place) => Array.from({length: chains}, (_, chain) => place * chains + chain)),
      'int32',
    );
  const others = places(partners);
  const difference = inverseTemperatures.map(
    (inverse, place) => inverse - inverseTemperatures[partners[place]!]!,
  );
  const factors = tf.tensor1d(difference.flatMap((value) => new Array<number>(chains).fill(value)));
  // The same random number for both of a pair: the one of the lower place.
  const noise = uniform(key, {rows: count, columns: chains});
  const shared = partners.flatMap((partner, place) => {
    const first = Math.min(place, partner) * chains;
    return [...noise.subarray(first, first + chains)];
  });
  const logRatio = tf.mul(factors, tf.sub(energies, tf.gather(energies, others)));
  const isAccepted = tf.less(tf.log(tf.tensor1d(shared)), logRatio);
  const exchange = (values: tf.Tensor2D): tf.Tensor2D =>
    tf.where(tf.expandDims(isAccepted, 1), tf.gather(values, others), values);
  const perTemperature = tf.mean(tf.reshape(tf.cast(isAccepted, 'float32'), [count, chains]), 1);
  const isPair = tf.tensor1d(
    partners.slice(0, -1).map((partner, place) => partner === place + 1),
    'bool',
  );
  return {
    swapped: {visible: exchange(states.visible), hidden: exchange(states.hidden)},
    rates: tf.where(isPair, tf.slice(perTemperature as tf.Tensor1D, 0, count - 1), -1),
  };
}
