import type * as tf from '@tensorflow/tfjs-core';
import {checkInteger} from '../check.js';
import type {Machine} from '../energy/Machine.js';
import {hiddenUnits, unitsArgs, visibleUnits, type Units, type UnitsArgs} from '../energy/Units.js';
import {damaged, type Loaded} from '../io/archive.js';
import {
  checkCounters,
  savedCounters,
  savedParameters,
  savedShapes,
  type SavedMachine,
} from '../rbm/savedMachine.js';

/** Returns what a saved file holds of a stack of machines, the lowest first. */
export function savedStack(
  machines: readonly Machine[],
  {seed}: {seed: number},
): {config: object; tensors: Record<string, tf.Tensor>} {
  const config = {
    visible: unitsArgs(machines[0]!.visible),
    hidden: machines.map(({hidden}) => unitsArgs(hidden)),
    seed,
    layers: machines.map(savedCounters),
  };
  const tensors: Record<string, tf.Tensor> = {};
  machines.forEach((machine, layer) => Object.assign(tensors, savedParameters(machine, prefix(layer))));
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
): {args: {visible: UnitsArgs; hidden: UnitsArgs<'bernoulli'>[]; seed: number}; machines: SavedMachine[]} {
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
    ...hidden.map((layer: UnitsArgs, place) => hiddenUnits(layer, `${where}'s hidden[${String(place)}]`)),
  ];
  const counters = layers.map((layer: unknown, place) =>
    checkCounters(layer, `${where}'s layers[${String(place)}]`),
  );
  const seed = checkInteger(config['seed'], {where: `${where}'s seed`, min: 0});
  const shapes = counters.map((_, layer) =>
    savedShapes({numVisible: units[layer]!.units, numHidden: units[layer + 1]!.units}, prefix(layer)),
  );
  const parameters = values(Object.assign({}, ...shapes) as Record<string, number[]>);
  return {
    args: {visible: unitsArgs(units[0]!), hidden: units.slice(1).map((layer) => unitsArgs(layer)), seed},
    machines: counters.map((counter, layer) => ({
      counters: counter,
      values: parameters,
      prefix: prefix(layer),
    })),
  };
}

function prefix(layer: number): string {
  return `rbm${String(layer)}/`;
}
