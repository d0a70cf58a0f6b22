import type * as tf from '@tensorflow/tfjs-core';
import {checkInteger} from '../../check.js';
import {withLabels} from '../../energy/labels.js';
import type {Machine} from '../../energy/Machine.js';
import {hiddenUnits, visibleUnits, type PartArgs, type UnitsArgs} from '../../energy/Units.js';
import {damaged, type Loaded} from '../../io/archive.js';
import {
  checkProgress,
  checkSaved,
  savedProgress,
  savedShapes,
  savedTensors,
  type SavedMachine,
} from './savedMachine.js';

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

/**
 * Checks what a file says of a machine.
 *
 * @param args - `where`: names the file in errors; `more`: returns the shapes of what else must be in it.
 * @returns What the machine is to be made with, and set to.
 * @throws TypeError, RangeError, Error when the file cannot be what was saved.
 */
export function parseRBM(
  {config, values}: Loaded,
  {
    where,
    more = () => ({}),
  }: {where: string; more?: (units: Pick<Machine, 'visible' | 'hidden'>) => Record<string, number[]>},
): {args: MachineArgs; saved: SavedMachine} {
  const data = visibleUnits(config['visible'] as UnitsArgs, `${where}'s visible`);
  const hidden = hiddenUnits(config['hidden'] as PartArgs, `${where}'s hidden`);
  const seed = checkInteger(config['seed'], {where: `${where}'s seed`, min: 0});
  const classes = checkInteger(config['classes'] ?? 0, {where: `${where}'s classes`, min: 0});
  if (classes === 1) throw damaged(where, 'a single label unit');
  const progress = checkProgress(config, `${where}'s configuration`);
  const visible = withLabels(data, classes);
  const shapes = {...savedShapes({data, visible, hidden, progress}), ...more({visible, hidden})};
  const saved = {progress, values: values(shapes)};
  checkSaved({data, hidden}, saved, where);
  return {args: {visible: data.args, hidden: hidden.args as PartArgs, classes, seed}, saved};
}
