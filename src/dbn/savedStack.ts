import type * as tf from '@tensorflow/tfjs-core';
import {checkInteger} from '../check.js';
import type {Machine} from '../energy/Machine.js';
import {hiddenUnits, visibleUnits, type Units, type PartArgs, type UnitsArgs} from '../energy/Units.js';
import {damaged, type Loaded} from '../io/archive.js';
import type {RBM} from '../rbm/RBM.js';
import {
  checkProgress,
  checkSaved,
  restoreMachine,
  savedProgress,
  savedTensors,
  savedShapes,
  type SavedMachine,
} from '../rbm/savedMachine.js';

/** A stack of machines, the lowest first. */
interface Stack {
  rbms: readonly RBM[];
}

/** The units of a machine of a stack. */
type MachineUnits = Pick<Machine, 'data' | 'visible' | 'hidden'>;

/** Returns what a saved file holds of a stack of machines, the lowest first. */
export function savedStack(
  {rbms}: Stack,
  {seed}: {seed: number},
): {config: object; tensors: Record<string, tf.Tensor>} {
  const machines = rbms.map(({machine}) => machine);
  const config = {
    visible: machines[0]!.visible.args,
    hidden: machines.map(({hidden}) => hidden.args),
    seed,
    layers: machines.map(savedProgress),
  };
  const tensors: Record<string, tf.Tensor> = {};
  machines.forEach((machine, layer) => Object.assign(tensors, savedTensors(machine, prefix(layer))));
  return {config, tensors};
}

/**
 * Checks what a file says of a stack.
 *
 * @param args - `where`: names the file in errors; `more`: returns the shapes of what else must be in it.
 * @returns What the stack is to be made with, what each of its machines is to be set to, and the values of all tensors.
 * @throws TypeError, RangeError, Error when the file cannot be what was saved.
 */
export function parseStack(
  {config, values}: Loaded,
  {where, more = () => ({})}: {where: string; more?: (units: MachineUnits[]) => Record<string, number[]>},
): {
  args: {visible: UnitsArgs; hidden: PartArgs[]; seed: number};
  layers: SavedMachine[];
  values: Record<string, Float32Array>;
} {
  const {hidden, layers} = config;
  if (
    !Array.isArray(hidden) ||
    !Array.isArray(layers) ||
    hidden.length === 0 ||
    hidden.length !== layers.length
  ) {
    throw damaged(where, 'layers that do not fit together');
  }
  const units: Units[] = [
    visibleUnits(config['visible'] as UnitsArgs, `${where}'s visible`),
    ...hidden.map((layer: PartArgs, place) => hiddenUnits(layer, `${where}'s hidden[${String(place)}]`)),
  ];
  const progresses = layers.map((layer: unknown, place) =>
    checkProgress(layer, `${where}'s layers[${String(place)}]`),
  );
  const seed = checkInteger(config['seed'], {where: `${where}'s seed`, min: 0});
  const machines = progresses.map((_, layer): MachineUnits => {
    const [data, hidden] = [units[layer]!, units[layer + 1]!];
    return {data, visible: data, hidden};
  });
  const shapes = machines.map((own, layer) =>
    savedShapes({...own, progress: progresses[layer]!}, prefix(layer)),
  );
  const parameters = values(Object.assign({}, ...shapes, more(machines)) as Record<string, number[]>);
  const saved = progresses.map((progress, layer): SavedMachine => {
    const saved = {progress, values: parameters, prefix: prefix(layer)};
    checkSaved({data: units[layer]!, hidden: units[layer + 1]!}, saved, where);
    return saved;
  });
  return {
    layers: saved,
    values: parameters,
    args: {visible: units[0]!.args, hidden: units.slice(1).map(({args}) => args as PartArgs), seed},
  };
}

/** Sets a stack, just made, to what {@link parseStack} has found. */
export function restoreStack({rbms}: Stack, layers: readonly SavedMachine[]): void {
  layers.forEach((saved, layer) => {
    restoreMachine(rbms[layer]!.machine, saved);
  });
}

/** Returns what the names of a layer's tensors in a file begin with. */
export function prefix(layer: number): string {
  return `rbm${String(layer)}/`;
}
