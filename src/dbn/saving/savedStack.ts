import * as tf from '@tensorflow/tfjs-core';
import {checkBoolean, checkInteger} from '../../check.js';
import {withLabels} from '../../energy/labels.js';
import type {Machine} from '../../energy/Machine.js';
import {hiddenUnits, visibleUnits, type Units, type PartArgs, type UnitsArgs} from '../../energy/Units.js';
import {damaged, type Loaded} from '../../io/archive.js';
import {
  checkProgress,
  checkSaved,
  restoreMachine,
  savedProgress,
  savedTensors,
  savedShapes,
  type SavedMachine,
} from '../../rbm/saving/savedMachine.js';
import {topOf, untie, untiedOf, type Stack} from '../stack/Stack.js';

/** The units of a machine of a stack. */
type MachineUnits = Pick<Machine, 'data' | 'visible' | 'hidden'>;

/** What a saved file says of one machine of a stack. */
export interface SavedLayer {
  machine: SavedMachine;
  /** What up-down has untied, if it has. */
  generative: {weights: Float32Array; bias: Float32Array} | undefined;
}

/** Returns what a saved file holds of a stack, but for what momentum goes on from. */
export function savedStack(
  stack: Stack,
  {seed}: {seed: number},
): {config: object; tensors: Record<string, tf.Tensor>} {
  const machines = stack.rbms.map(({machine}) => machine);
  const tensors: Record<string, tf.Tensor> = {};
  const layers = machines.map((machine, layer) => {
    const {generativeWeights, generativeBias} = untiedOf(stack, layer) ?? {};
    const isUntied = generativeWeights !== undefined && generativeBias !== undefined;
    const own = isUntied ? named(layer, {generativeWeights, generativeBias}) : {};
    Object.assign(tensors, savedTensors(machine, prefix(layer)), own);
    return {...savedProgress(machine), isUntied};
  });
  const config = {
    visible: machines[0]!.visible.args,
    hidden: machines.map(({hidden}) => hidden.args),
    classes: topOf(stack).numClasses,
    seed,
    layers,
  };
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
  args: {visible: UnitsArgs; hidden: PartArgs[]; classes: number; seed: number};
  layers: SavedLayer[];
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
    ...hidden.map((layer: PartArgs, place) => hiddenUnits(layer, `${where}'s hidden[${place}]`)),
  ];
  const progresses = layers.map((layer: unknown, place) => {
    const own = `${where}'s layers[${place}]`;
    const {isUntied = false} = (layer ?? {}) as {isUntied?: unknown};
    return {...checkProgress(layer, own), isUntied: checkBoolean(isUntied, {where: `${own}.isUntied`})};
  });
  if (progresses.at(-1)!.isUntied) throw damaged(where, 'generative weights of the top machine');
  const seed = checkInteger(config['seed'], {where: `${where}'s seed`, min: 0});
  const classes = checkInteger(config['classes'] ?? 0, {where: `${where}'s classes`, min: 0});
  if (classes === 1) throw damaged(where, 'a single label unit');
  const machines = progresses.map((_, layer): MachineUnits => {
    const [data, hidden] = [units[layer]!, units[layer + 1]!];
    return {data, visible: withLabels(data, layer === progresses.length - 1 ? classes : 0), hidden};
  });
  const shapes = progresses.map((progress, layer) => {
    const {data, hidden} = machines[layer]!;
    return {
      ...savedShapes({...machines[layer]!, progress}, prefix(layer)),
      ...(progress.isUntied &&
        named(layer, {generativeWeights: [hidden.units, data.units], generativeBias: [data.units]})),
    };
  });
  const parameters = values(Object.assign({}, ...shapes, more(machines)) as Record<string, number[]>);
  const saved = progresses.map(({isUntied, ...progress}, layer): SavedLayer => {
    const machine = {progress, values: parameters, prefix: prefix(layer)};
    checkSaved({data: units[layer]!, hidden: units[layer + 1]!}, machine, where);
    const of = (name: string): Float32Array => parameters[prefix(layer) + name]!;
    const generative = {weights: of('generativeWeights'), bias: of('generativeBias')};
    return {machine, generative: isUntied ? generative : undefined};
  });
  return {
    layers: saved,
    values: parameters,
    args: {
      visible: units[0]!.args,
      hidden: units.slice(1).map(({args}) => args as PartArgs),
      classes,
      seed,
    },
  };
}

/** Sets a stack, just made, to what {@link parseStack} has found. */
export function restoreStack(stack: Stack, layers: readonly SavedLayer[]): void {
  layers.forEach(({machine: saved, generative}, layer) => {
    const {machine} = stack.rbms[layer]!;
    restoreMachine(machine, saved);
    if (generative === undefined) return;
    const shape: [number, number] = [machine.hidden.units, machine.visible.units];
    untie(stack, layer, {
      generativeWeights: tf.tensor2d(generative.weights, shape),
      generativeBias: tf.tensor1d(generative.bias),
    });
  });
}

/** Returns what the names of a layer's tensors in a file begin with. */
export function prefix(layer: number): string {
  return `rbm${layer}/`;
}

/** Gives what belongs to a layer the names that it has in a file. */
function named<T>(layer: number, values: Record<string, T>): Record<string, T> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [prefix(layer) + name, value]));
}
