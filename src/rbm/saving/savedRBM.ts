import type * as tf from '@tensorflow/tfjs-core';
import {checkInteger} from '../../check.js';
import {withLabels} from '../../energy/labels.js';
import type {Machine} from '../../energy/Machine.js';
import {hiddenUnits, visibleUnits, type PartArgs, type UnitsArgs} from '../../energy/Units.js';
import {damaged, type Loaded} from '../../io/archive.js';
import {checkProgress, savedProgress, savedTensors, type Progress} from './savedMachine.js';

/** What a machine is made with. */
interface MachineArgs {
  visible: UnitsArgs;
  hidden: PartArgs;
  classes: number;
  seed: number;
}

/** Returns what a saved file holds of a machine. */
export function savedRBM(machine: Machine): {config: object; tensors: Record<string, tf.Tensor>} {
  const {data, hidden, numClasses, seed} = machine;
  return {
    config: {visible: data.args, hidden: hidden.args, classes: numClasses, seed, ...savedProgress(machine)},
    tensors: savedTensors(machine),
  };
}

/** What a file says of a machine, but for the values of its tensors. */
interface DescribedRBM extends Pick<Machine, 'data' | 'visible' | 'hidden'> {
  /** What the machine is to be made with. */
  args: MachineArgs;
  progress: Progress;
}

/**
 * Checks what a file's configuration says of a machine.
 *
 * @param where - Names the file in errors.
 * @throws TypeError, RangeError, Error when it cannot be what was saved.
 */
export function describedRBM(config: Loaded['config'], where: string): DescribedRBM {
  const data = visibleUnits(config['visible'] as UnitsArgs, `${where}'s visible`);
  const hidden = hiddenUnits(config['hidden'] as PartArgs, `${where}'s hidden`);
  const seed = checkInteger(config['seed'], {where: `${where}'s seed`, min: 0});
  const classes = checkInteger(config['classes'] ?? 0, {where: `${where}'s classes`, min: 0});
  if (classes === 1) throw damaged(where, 'a single label unit');
  const progress = checkProgress(config, `${where}'s configuration`);
  const args = {visible: data.args, hidden: hidden.args as PartArgs, classes, seed};
  return {args, data, visible: withLabels(data, classes), hidden, progress};
}
