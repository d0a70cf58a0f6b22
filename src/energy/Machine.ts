import * as tf from '@tensorflow/tfjs-core';
import {deriveKey, keyFromSeed, type Key} from '../random/Key.js';
import {normal} from '../random/normal.js';
import type {Scaling} from './Scaling.js';
import type {LayerParameters} from './UnitKind.js';
import type {Units} from './Units.js';

/** What a restricted Boltzmann machine learns. */
// A type and not an interface: only that counts as a container of tensors for tidy and dispose.
export type Parameters = {
  /** `[numVisible, numHidden]`: the kernel of a dense layer as it stands. */
  weights: tf.Tensor2D;
  /** `[numVisible]` */
  visibleBias: tf.Tensor1D;
  /** `[numHidden]` */
  hiddenBias: tf.Tensor1D;
  /** The logarithms of the visible units' variances, `[numVisible]`, where they are learned. */
  logVariance?: tf.Tensor1D | undefined;
};

/**
 * What training goes on from, beside the parameters: it stays from one call of `fit` to the next.
 *
 * Each part is there once a training that needs it has begun.
 */
export type TrainingState = {
  velocities?: Parameters | undefined;
  /** Decaying average of each hidden unit's mean, `[numHidden]`, which a sparsity target is compared with. */
  activity?: tf.Tensor1D | undefined;
  /** The centers of the units: moving averages of their states, `[numVisible]` and `[numHidden]`. */
  visibleCenter?: tf.Tensor1D | undefined;
  hiddenCenter?: tf.Tensor1D | undefined;
  /** The hidden states of persistent chains, `[chains, numHidden]`; of tempered ones, temperature by temperature. */
  chains?: tf.Tensor2D | undefined;
  /** What fast persistent contrastive divergence adds to the parameters of its chains. */
  fastParameters?: Parameters | undefined;
};

/**
 * A restricted Boltzmann machine as the functions here see it: units, parameters, and how far its training has come.
 *
 * `E(v, h) = visible.energy(v) + hidden.energy(h) - seen(v) W seen(h)`, `p(v, h) = exp(-E(v, h)) / Z`; a layer's energy has
 * its bias, and what is seen of it are the states themselves but for units of learned variance.
 */
export interface Machine {
  readonly visible: Units;
  readonly hidden: Units;
  /** Those of the visible units that hold the data; behind them come the label units. */
  readonly data: Units;
  /** How many label units there are, 0 for none. */
  readonly numClasses: number;
  readonly seed: number;
  /** Owned by the machine. */
  parameters: Parameters;
  /** Owned by the machine. */
  trainingState: TrainingState;
  /** What the data are standardised by, once that is known, where they are to be. Owned by the machine. */
  scaling?: Scaling | undefined;
  /** Mini-batches learned from so far: the next one's noise depends on it. */
  steps: number;
  /** Epochs begun so far: the next one's order of rows depends on it. */
  epochs: number;
  /** That of the last step, by which the velocities were multiplied. */
  lastLearningRate?: number;
  /** Whether the parameters come from a user, a file or training, so that data must not reset a bias. */
  hasLearned: boolean;
  /** What may be done with it. */
  state: 'idle' | 'training' | 'disposed';
}

/** What the streams of a machine's seed are for. */
const STREAMS = [
  'weights',
  'training',
  'shuffling',
  'sampling',
  'monitoring',
  'chains',
  'likelihood',
] as const;

/** Returns the key of one of the streams of a machine's random numbers. */
export function machineKey({seed}: {seed: number}, stream: (typeof STREAMS)[number]): Key {
  return deriveKey(keyFromSeed(seed), STREAMS.indexOf(stream));
}

/** What a machine is made with. */
interface NewMachineArgs extends Pick<Machine, 'data' | 'visible' | 'hidden' | 'numClasses' | 'seed'> {
  /** The standard deviation of the first weights. @defaultValue 0.01 */
  initialDeviation?: number;
}

/** The standard deviation of the first weights, unless a user says otherwise (Hinton 2010, section 8). */
export const INITIAL_DEVIATION = 0.01;

/** Makes a machine: weights from a normal distribution of mean 0, biases 0. The caller disposes its parameters. */
export function newMachine({initialDeviation = INITIAL_DEVIATION, ...args}: NewMachineArgs): Machine {
  const {visible, hidden} = args;
  const shape = {rows: visible.units, columns: hidden.units};
  const weights = normal(machineKey(args, 'weights'), shape).map((draw) => initialDeviation * draw);
  return {
    ...args,
    parameters: {
      weights: tf.keep(tf.tensor2d(weights, [shape.rows, shape.columns], 'float32')),
      visibleBias: tf.keep(tf.zeros([shape.rows])),
      hiddenBias: tf.keep(tf.zeros([shape.columns])),
      ...(visible.kind.learnsVariance && {logVariance: tf.keep(tf.zeros([shape.rows]))}),
    },
    trainingState: {},
    steps: 0,
    epochs: 0,
    hasLearned: false,
    state: 'idle',
  };
}

/** Gives the machine other parameters, which it owns from now on, and disposes those that it had. */
export function replaceParameters(machine: Machine, parameters: Parameters): void {
  const old = machine.parameters;
  machine.parameters = keepAll(parameters);
  tf.dispose(old);
}

/** Gives the machine what its data are standardised by, which it owns from now on. */
export function replaceScaling(machine: Machine, scaling: Scaling): void {
  const old = machine.scaling;
  if (old === scaling) return;
  machine.scaling = {mean: tf.keep(scaling.mean), deviation: tf.keep(scaling.deviation)};
  if (old !== undefined) tf.dispose(old);
}

/** Gives the machine another training state, which it owns from now on, and disposes that which it had. */
export function replaceTrainingState(machine: Machine, trainingState: TrainingState): void {
  const old = machine.trainingState;
  machine.trainingState = keepAll(trainingState);
  tf.dispose(old);
}

/** Gives the machine other parts of its training state, which it owns from now on; frees those that they replace. */
export function changeTrainingState(machine: Machine, parts: TrainingState): void {
  const old = machine.trainingState;
  machine.trainingState = {...old, ...keepAll(parts)};
  for (const name of Object.keys(parts) as (keyof TrainingState)[]) tf.dispose(old[name] ?? []);
}

/** Returns the machine as it is now, but for its training state, whatever becomes of the original; the caller frees it. */
export function copyMachine(machine: Machine): Machine {
  const copy: Machine = {
    ...machine,
    parameters: copyParameters(machine),
    trainingState: {},
    scaling: undefined,
  };
  const {scaling} = machine;
  if (scaling === undefined) return copy;
  replaceScaling(copy, {mean: sameValues(scaling.mean), deviation: sameValues(scaling.deviation)});
  return copy;
}

/** Returns the parameters as they are now, which the caller owns, whatever becomes of the machine. */
export function copyParameters({parameters}: Machine): Parameters {
  return keepAll(mapParameters(parameters, sameValues));
}

/** Frees everything that a machine owns. */
export function freeMachine({parameters, trainingState, scaling}: Machine): void {
  tf.dispose([parameters, trainingState]);
  if (scaling !== undefined) tf.dispose(scaling);
}

/** Returns what a layer of the machine has for itself. */
export function ownParameters(
  {parameters: {visibleBias, hiddenBias, logVariance}}: Pick<Machine, 'parameters'>,
  layer: 'visible' | 'hidden',
): LayerParameters {
  return layer === 'visible' ? {bias: visibleBias, logVariance} : {bias: hiddenBias};
}

/** Returns another tensor of the same values, without copying them as `tf.clone` does on the wasm backend. */
export function sameValues<Tensor extends tf.Tensor>(tensor: Tensor): Tensor {
  return tf.reshape(tensor, tensor.shape) as Tensor;
}

/** Keeps all tensors in a container beyond the tidy around them, and returns it. */
function keepAll<Container extends Parameters | TrainingState>(container: Container): Container {
  for (const part of Object.values(container)) {
    if (part instanceof tf.Tensor) tf.keep(part);
    else if (part !== undefined) keepAll(part);
  }
  return container;
}

/** Returns what `change` makes of each parameter. */
export function mapParameters(
  parameters: Parameters,
  change: (parameter: tf.Tensor, name: keyof Parameters) => tf.Tensor,
): Parameters {
  const {logVariance} = parameters;
  return {
    weights: change(parameters.weights, 'weights') as tf.Tensor2D,
    visibleBias: change(parameters.visibleBias, 'visibleBias') as tf.Tensor1D,
    hiddenBias: change(parameters.hiddenBias, 'hiddenBias') as tf.Tensor1D,
    ...(logVariance && {logVariance: change(logVariance, 'logVariance') as tf.Tensor1D}),
  };
}
