import * as tf from '@tensorflow/tfjs';
import {RBM, type PartArgs, type UnitsArgs} from 'tfjs-dbn';
import {newMachine, replaceParameters, type Machine} from '../../src/energy/Machine.js';
import {hiddenUnits, visibleUnits} from '../../src/energy/Units.js';
import {exactLayer, partsOf, WIDE} from './exactLayer.js';
import type {ExactMachine} from './exactMachine.js';

// From exact machines to those of the library, and back.

/** Makes the machine of the source that has the same parameters; the caller disposes its parameters and memory. */
export function machineOf({visible, hidden, weights}: ExactMachine, {labels = 0} = {}): Machine {
  const whole = visibleUnits(visible.args, 'visible');
  const machine = newMachine({
    data: labels === 0 ? whole : visibleUnits(partsOf(visible.args).slice(0, -1), 'visible'),
    visible: whole,
    hidden: hiddenUnits(hidden.args as PartArgs, 'hidden'),
    numClasses: labels,
    seed: 1,
  });
  replaceParameters(machine, {
    weights: tf.tensor2d(weights),
    visibleBias: tf.tensor1d(visible.bias),
    hiddenBias: tf.tensor1d(hidden.bias),
    ...(visible.logVariance && {logVariance: tf.tensor1d(visible.logVariance)}),
  });
  return machine;
}

/** Frees a machine that {@link machineOf} made. */
export function disposeMachine({parameters, trainingState: memory}: Machine): void {
  tf.dispose([parameters, memory]);
}

/** Reads the exact machine that a machine of the library is. */
function exactMachineOf({visible, hidden, parameters}: Machine): ExactMachine {
  const {weights, visibleBias, hiddenBias, logVariance} = parameters;
  return {
    visible: exactLayer(
      visible.args,
      {bias: visibleBias.arraySync(), logVariance: logVariance?.arraySync()},
      WIDE,
    ),
    hidden: exactLayer(hidden.args, {bias: hiddenBias.arraySync()}, WIDE),
    weights: weights.arraySync(),
  };
}

/** Makes a machine of parameters from N(0, scale^2), of which only the random numbers depend on the seed; to be disposed. */
export function randomMachine(
  {visible, hidden}: {visible: UnitsArgs; hidden: PartArgs},
  {seed, scale}: {seed: number; scale: number},
): {rbm: RBM; exact: ExactMachine} {
  const rbm = new RBM({visible, hidden, seed});
  const {numVisible, numHidden} = rbm;
  const draw = (shape: number[], stream: number): tf.Tensor =>
    tf.randomNormal(shape, 0, scale, 'float32', 10 * seed + stream);
  const {learnsVariance} = rbm.machine.visible.kind;
  tf.tidy(() => {
    replaceParameters(rbm.machine, {
      weights: draw([numVisible, numHidden], 1) as tf.Tensor2D,
      visibleBias: draw([numVisible], 2) as tf.Tensor1D,
      hiddenBias: draw([numHidden], 3) as tf.Tensor1D,
      ...(learnsVariance && {logVariance: draw([numVisible], 4) as tf.Tensor1D}),
    });
  });
  return {rbm, exact: exactMachineOf(rbm.machine)};
}
