import {table} from './arithmetic.js';
import {wavyLayer, type ExactLayer} from './exactLayer.js';
import type {ExactMachine} from './exactMachine.js';

const VISIBLE: Record<string, ExactLayer> = {
  bernoulli: wavyLayer([3, 1]),
  gaussian: wavyLayer([{units: 2, type: 'gaussian'}, 2]),
  'gaussian of learned variance': wavyLayer([{units: 2, type: 'gaussian', variance: 'learned'}, 3]),
  relu: wavyLayer([{units: 2, type: 'relu'}, 4]),
  'softmax of one group': wavyLayer([{units: 3, type: 'softmax'}, 5]),
  'softmax of two groups': wavyLayer([{units: 4, type: 'softmax', categories: 2}, 6]),
  mixed: wavyLayer(
    [{units: 2, type: 'softmax'}, 1],
    [{units: 1, type: 'gaussian', variance: 'learned'}, 2],
    [1, 3],
  ),
};

const HIDDEN: Record<string, ExactLayer> = {
  bernoulli: wavyLayer([2, 7]),
  gaussian: wavyLayer([{units: 2, type: 'gaussian'}, 8]),
  relu: wavyLayer([{units: 2, type: 'relu'}, 9]),
  softmax: wavyLayer([{units: 3, type: 'softmax'}, 10]),
};

/** Every pairing of a kind of visible unit with one of hidden unit, at most 4 x 3 units. */
export const PAIRINGS: [visible: string, hidden: string, exact: ExactMachine][] = Object.entries(
  VISIBLE,
).flatMap(([visibleName, visible]) =>
  Object.entries(HIDDEN).map(([hiddenName, hidden]): [string, string, ExactMachine] => [
    visibleName,
    hiddenName,
    // Small enough for the joint of two real-valued layers to have an integral.
    {
      visible,
      hidden,
      weights: table(visible.units, hidden.units, (i, j) => 0.4 * Math.sin(1 + 2 * i + 3 * j)),
    },
  ]),
);
