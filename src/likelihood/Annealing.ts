import * as tf from '@tensorflow/tfjs-core';
import {conditional, seen} from '../energy/conditionals.js';
import type {Machine} from '../energy/Machine.js';
import type {LayerParameters} from '../energy/UnitKind.js';
import {breather} from '../platform/nextTask.js';
import {deriveKey, type Key} from '../random/Key.js';

/**
 * A path of machines, from one whose units are independent, at inverse temperature 0, to the machine itself, at 1:
 *
 * ```
 * visible bias (1 - beta) base + beta b      weights beta W      hidden bias beta c      log-variances the machine's own
 * ```
 *
 * Source: Salakhutdinov & Murray 2008, "On the quantitative analysis of deep belief networks", section 4.
 */
// A type and not an interface: only that counts as a container of tensors for dispose.
export type Annealing = {
  machine: Machine;
  /** `[numVisible]` */
  base: tf.Tensor1D;
  /** b - base, `[numVisible]` */
  change: tf.Tensor1D;
  /** W', `[numHidden, numVisible]` */
  transposed: tf.Tensor2D;
};

/** How many steps' log weights are read at a time: a device is not waited for after each. */
const STEPS = 100;

/** Makes a path; the caller disposes `change` and `transposed`. */
export function newAnnealing(machine: Machine, base: tf.Tensor1D): Annealing {
  const {weights, visibleBias} = machine.parameters;
  return {
    machine,
    base,
    ...tf.tidy(() => ({change: tf.sub<tf.Tensor1D>(visibleBias, base), transposed: tf.transpose(weights)})),
  };
}

/** Returns log Z of the path's first machine, in nats. */
export async function baseLogPartition({
  machine: {visible, hidden, parameters},
  base,
}: Annealing): Promise<number> {
  const noBias = tf.zeros<tf.Rank.R1>([hidden.units]);
  const parts = tf.tidy(() => [
    visible.kind.logNormalizer(row(base), {bias: base, logVariance: parameters.logVariance}),
    hidden.kind.logNormalizer(row(noBias), {bias: noBias}),
  ]);
  try {
    const [ofVisible, ofHidden] = await Promise.all(parts.map((part) => part.data()));
    return ofVisible![0]! + ofHidden![0]!;
  } finally {
    tf.dispose([noBias, parts]);
  }
}

/** Draws visible states of the path's first machine, `[rows, numVisible]`, owned by the caller. */
export function drawFromBase(annealing: Annealing, rows: number, {key}: {key: Key}): tf.Tensor2D {
  return tf.tidy(() => drawVisible(annealing, tf.tile(row(annealing.base), [rows, 1]), {inverse: 0, key}));
}

/**
 * Takes states along the path, a Gibbs step at each inverse temperature, and returns the logs of their importance weights, in
 * float64:
 *
 * ```
 * sum over k of log p*_k(v_(k-1)) - log p*_(k-1)(v_(k-1))      p*(v) = exp(-F(v))
 * ```
 *
 * where v_k comes from v_(k-1) by a Gibbs step at the k-th inverse temperature. The mean of a weight is Z of the last machine
 * over that of the first, if the states are drawn from the first one.
 *
 * @param start - `[runs, numVisible]`; it stays the caller's.
 * @param args - `inverses`: from either end of the path to the other; `progress` hears of each step that is done.
 * @returns `runs` values, in nats.
 *
 * Source: Neal 2001, "Annealed importance sampling".
 */
export async function anneal(
  annealing: Annealing,
  start: tf.Tensor2D,
  {inverses, key, progress}: {inverses: readonly number[]; key: Key; progress?: () => void},
): Promise<Float64Array> {
  const steps = inverses.length - 1;
  const logWeights = new Float64Array(start.shape[0]).fill(await ownChange(annealing, inverses));
  const breathe = breather();
  let states = tf.clone(start);
  let gains: tf.Tensor1D[] = [];
  const collect = async (): Promise<void> => {
    const stacked = tf.stack(gains);
    try {
      const values = await stacked.data();
      for (let place = 0; place < values.length; ++place)
        logWeights[place % logWeights.length]! += values[place]!;
    } finally {
      tf.dispose([stacked, gains]);
      gains = [];
    }
  };
  try {
    for (let step = 1; step <= steps; ++step) {
      const [from, to] = [inverses[step - 1]!, inverses[step]!];
      const next = annealingStep(annealing, states, {from, to, key: deriveKey(key, step)});
      states.dispose();
      states = next.states;
      gains.push(next.gain);
      if (gains.length === STEPS || step === steps) await collect();
      progress?.();
      await breathe();
    }
    return logWeights;
  } finally {
    tf.dispose([states, gains]);
  }
}

/** Gibbs steps of the machine itself; returns states that the caller disposes. */
export async function gibbsSteps(
  annealing: Annealing,
  start: tf.Tensor2D,
  {steps, key, progress}: {steps: number; key: Key; progress?: () => void},
): Promise<tf.Tensor2D> {
  const breathe = breather();
  let states = tf.clone(start);
  for (let step = 1; step <= steps; ++step) {
    const before = states;
    states = tf.tidy(() =>
      gibbsStep(annealing, hiddenInput(annealing, seen(annealing.machine, 'visible', before)), {
        inverse: 1,
        key: deriveKey(key, step),
      }),
    );
    before.dispose();
    progress?.();
    await breathe();
  }
  return states;
}

/**
 * Returns the part of all log weights that no state changes.
 *
 * A bias is in the energy U(x) as what the other layer gives is, `-seen(x) bias`, and in a term of its own, which is U(0) up to
 * a constant: `bias^2 / 2` of a Gaussian unit, for one.
 */
async function ownChange(annealing: Annealing, inverses: readonly number[]): Promise<number> {
  const {machine} = annealing;
  const energies = tf.tidy(() =>
    tf.concat(
      [inverses.at(-1)!, inverses[0]!].map((inverse) =>
        machine.visible.kind.energy(
          tf.zeros([1, machine.visible.units]),
          visibleParameters(annealing, inverse),
        ),
      ),
    ),
  );
  try {
    const [last, first] = await energies.data();
    return first! - last!;
  } finally {
    energies.dispose();
  }
}

/** What the machine at `to` says of the states more than that at `from`, and a Gibbs step of the former. */
function annealingStep(
  annealing: Annealing,
  states: tf.Tensor2D,
  {from, to, key}: {from: number; to: number; key: Key},
): {states: tf.Tensor2D; gain: tf.Tensor1D} {
  const {machine, change} = annealing;
  const {hiddenBias} = machine.parameters;
  return tf.tidy(() => {
    const visible = seen(machine, 'visible', states);
    const input = hiddenInput(annealing, visible);
    const ofHidden = (inverse: number): tf.Tensor1D =>
      machine.hidden.kind.logNormalizer(tf.mul(input, inverse), {bias: tf.mul(hiddenBias, inverse)});
    const ofVisible = tf.reshape(tf.matMul(visible, tf.expandDims<tf.Tensor2D>(change, 1)), [-1]);
    return {
      gain: tf.add<tf.Tensor1D>(tf.mul(ofVisible, to - from), tf.sub(ofHidden(to), ofHidden(from))),
      states: gibbsStep(annealing, input, {inverse: to, key}),
    };
  });
}

/** Draws hidden and then visible states at an inverse temperature; `input` is that of the hidden units at 1. */
function gibbsStep(
  annealing: Annealing,
  input: tf.Tensor2D,
  {inverse, key}: {inverse: number; key: Key},
): tf.Tensor2D {
  const {machine, transposed} = annealing;
  const given = conditional(machine, 'hidden', tf.mul<tf.Tensor2D>(input, inverse));
  const hidden = machine.hidden.kind.sample(given, deriveKey(key, 0), {
    bias: tf.mul(machine.parameters.hiddenBias, inverse),
  });
  const fromHidden = tf.mul(tf.matMul(seen(machine, 'hidden', hidden), transposed), inverse);
  return drawVisible(annealing, tf.add<tf.Tensor2D>(fromHidden, visibleParameters(annealing, inverse).bias), {
    inverse,
    key: deriveKey(key, 1),
  });
}

function drawVisible(
  annealing: Annealing,
  input: tf.Tensor2D,
  {inverse, key}: {inverse: number; key: Key},
): tf.Tensor2D {
  const {machine} = annealing;
  const given = conditional(machine, 'visible', input);
  return machine.visible.kind.sample(given, key, visibleParameters(annealing, inverse));
}

function hiddenInput({machine: {parameters}}: Annealing, visible: tf.Tensor2D): tf.Tensor2D {
  return tf.add(tf.matMul(visible, parameters.weights), parameters.hiddenBias);
}

function visibleParameters({machine, base, change}: Annealing, inverse: number): LayerParameters {
  return {bias: tf.add(base, tf.mul(change, inverse)), logVariance: machine.parameters.logVariance};
}

function row(values: tf.Tensor1D): tf.Tensor2D {
  return tf.expandDims(values, 0);
}
