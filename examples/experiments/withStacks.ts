import type {Settings} from './Experiment.js';
import {keyOf} from './keyOf.js';

/** Lists networks, each once, with the stack that one starts from before the first that does. */
export function withStacks<N extends Settings, S extends Settings>(
  networks: readonly N[],
  stackOf: (network: N) => S | undefined,
): (N | S)[] {
  const planned = new Map<string, N | S>();
  for (const network of networks) {
    for (const settings of [stackOf(network), network]) {
      if (settings !== undefined) planned.set(keyOf(settings), settings);
    }
  }
  return [...planned.values()];
}
