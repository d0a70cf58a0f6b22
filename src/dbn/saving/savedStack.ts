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
  type Progress,
  type SavedMachine,
} from '../../rbm/saving/savedMachine.js';
import {topOf, untie, untiedOf, type Stack} from '../stack/Stack.js';

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

/** What a file says of one machine of a stack, but for the values of its tensors. */
interface DescribedLayer extends Pick<Machine, 'data' | 'visible' | 'hidden'> {
  progress: Progress;
  isUntied: boolean;
}

/** What a file says of a stack, but for the values of its tensors. */
interface DescribedStack {
  /** What the stack is to be made with. */
  args: {visible: UnitsArgs; hidden: PartArgs[]; classes: number; seed: number};
  layers: DescribedLayer[];
}

/**
 * Checks what a file's configuration says of a stack.
 *
 * @param where - Names the file in errors.
 * @throws TypeError, RangeError, Error when it cannot be what was saved.
 */
export function describedStack(config: Loaded['config'], where: string): DescribedStack {
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
    return {
      progress: checkProgress(layer, own),
      isUntied: checkBoolean(isUntied, {where: `${own}.isUntied`}),
    };
  });
  if (progresses.at(-1)!.isUntied) throw damaged(where, 'generative weights of the top machine');
  const seed = checkInteger(config['seed'], {where: `${where}'s seed`, min: 0});
  const classes = checkInteger(config['classes'] ?? 0, {where: `${where}'s classes`, min: 0});
  if (classes === 1) throw damaged(where, 'a single label unit');
  const top = progresses.length - 1;
  return {
    args: {
      visible: units[0]!.args,
      hidden: units.slice(1).map(({args}) => args as PartArgs),
      classes,
      seed,
    },
    layers: progresses.map((own, layer) => {
      const [data, hidden] = [units[layer]!, units[layer + 1]!];
      return {...own, data, visible: withLabels(data, layer === top ? classes : 0), hidden};
    }),
  };
}

/** Returns the shapes of a stack's tensors under the names that they have in a file. */
export function stackShapes({layers}: DescribedStack): Record<string, number[]> {
  const shapes = layers.map((described, layer) => {
    const {data, hidden, isUntied} = described;
    const generative = {generativeWeights: [hidden.units, data.units], generativeBias: [data.units]};
    return {...savedShapes(described, prefix(layer)), ...(isUntied && named(layer, generative))};
  });
  return Object.assign({}, ...shapes) as Record<string, number[]>;
}

/**
 * Checks the values of a stack's tensors.
 *
 * @returns What each of its machines is to be set to.
 * @throws Error when no stack could have saved them.
 */
export function savedLayers(
  {layers}: DescribedStack,
  {values, where}: {values: Record<string, Float32Array>; where: string},
): SavedLayer[] {
  return layers.map((described, layer) => {
    const machine = {progress: described.progress, values, prefix: prefix(layer)};
    checkSaved(described, machine, where);
    const of = (name: string): Float32Array => values[prefix(layer) + name]!;
    const generative = {weights: of('generativeWeights'), bias: of('generativeBias')};
    return {machine, generative: described.isUntied ? generative : undefined};
  });
}

/** Sets a stack, just made, to what {@link savedLayers} has checked. */
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
