import type * as tf from '@tensorflow/tfjs-core';
import {checkInteger} from '../check.js';
import type {Machine} from '../energy/Machine.js';
import {hiddenUnits, visibleUnits, type Units, type PartArgs, type UnitsArgs} from '../energy/Units.js';
import {damaged, type Loaded} from '../io/archive.js';
import {
  checkProgress,
  checkSaved,
  savedProgress,
  savedTensors,
  savedShapes,
  type SavedMachine,
} from '../rbm/savedMachine.js';

/** Returns what a saved file holds of a stack of machines, the lowest first. */
export function savedStack(
  machines: readonly Machine[],
  {seed}: {seed: number},
): {config: object; tensors: Record<string, tf.Tensor>} {
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
 * @param where - Names the file in errors.
 * @returns What the stack is to be made with, and what each of its machines is to be set to.
 * @throws TypeError, RangeError, Error when the file cannot be what was saved.
 */
export function parseStack(
  {config, values}: Loaded,
  where: string,
): {args: {visible: UnitsArgs; hidden: PartArgs[]; seed: number}; machines: SavedMachine[]} {
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
  const shapes = progresses.map((progress, layer) =>
    savedShapes(
      {data: units[layer]!, visible: units[layer]!, hidden: units[layer + 1]!, progress},
      prefix(layer),
    ),
  );
  const parameters = values(Object.assign({}, ...shapes) as Record<string, number[]>);
  const machines = progresses.map((progress, layer): SavedMachine => {
    const saved = {progress, values: parameters, prefix: prefix(layer)};
    checkSaved({data: units[layer]!, hidden: units[layer + 1]!}, saved, where);
    return saved;
  });
  return {
    machines,
    args: {visible: units[0]!.args, hidden: units.slice(1).map(({args}) => args as PartArgs), seed},
  };
}

function prefix(layer: number): string {
  return `rbm${String(layer)}/`;
}
