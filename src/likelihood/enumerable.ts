import type {LayerName} from '../energy/conditionals.js';
import type {Machine} from '../energy/Machine.js';

/** Layers of more states are not enumerated: each takes the time of a row of data. */
export const MOST_STATES = 2 ** 25;

/**
 * A layer of finitely many states: each state is one choice from every list.
 *
 * A choice is the unit that is 1: of a binary unit itself or `NONE`, of a softmax group one of its units.
 */
export interface EnumerableLayer {
  layer: LayerName;
  lists: readonly (readonly number[])[];
  /** How many there are: the product of the lists' lengths. The last list changes fastest. */
  states: number;
}

/** Returns the layer of fewer states, if it has no more than {@link MOST_STATES}. */
export function enumerableLayer(machine: Machine): EnumerableLayer | undefined {
  const layers = (['hidden', 'visible'] as const).flatMap((layer) => {
    const lists = layerChoices(machine, layer);
    if (lists === undefined) return [];
    return [{layer, lists, states: lists.reduce((product, list) => product * list.length, 1)}];
  });
  const [smaller] = layers.toSorted((one, other) => one.states - other.states);
  return smaller !== undefined && smaller.states <= MOST_STATES ? smaller : undefined;
}

/** Returns the choices that make a state, each a unit or `NONE`. */
export function stateChoices({lists}: EnumerableLayer, state: number): number[] {
  const made: number[] = [];
  for (const list of lists.toReversed()) {
    made.push(list[state % list.length]!);
    state = Math.floor(state / list.length);
  }
  return made.reverse();
}

/** Returns a layer's lists of choices, if there are finitely many. */
export function layerChoices(machine: Machine, layer: LayerName): number[][] | undefined {
  const {kind, units} = machine[layer];
  return kind.choices?.(units);
}
