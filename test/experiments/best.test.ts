import {best} from '../../experiments/best.js';
import {keyOf} from '../../experiments/keyOf.js';

const outcome = (rate: number, error: number | null, seed = 1) => ({
  settings: {rate, seed},
  result: {error},
  seconds: 1,
});
const settings = [0.1, 0.2, 0.3].map((rate) => ({rate, seed: 1}));
const value = ({error}: {error: number | null}): number | null => error;

describe('best', () => {
  it('finds the least value of the settings that are asked for, whatever else has come out', () => {
    const outcomes = [outcome(0.4, 1), outcome(0.3, 5), outcome(0.1, 4), outcome(0.2, 3), outcome(0.2, 1, 2)];
    expect(best(outcomes, {settings, value})).toBe(outcomes[3]);
  });

  it('takes the first of equal ones, by the order of the settings and not of what came out', () => {
    const outcomes = [outcome(0.3, 4), outcome(0.2, 4), outcome(0.1, 4)];
    expect(best(outcomes, {settings, value})!.settings.rate).toBe(0.1);
  });

  it('waits until all have come out', () => {
    expect(best([outcome(0.1, 4), outcome(0.2, 3)], {settings, value})).toBeUndefined();
    expect(best([], {settings: [], value})).toBeUndefined();
  });

  it('puts a training that failed last', () => {
    const outcomes = [outcome(0.1, NaN), outcome(0.2, null), outcome(0.3, 90)];
    expect(best(outcomes, {settings, value})).toBe(outcomes[2]);
  });
});

describe('keyOf', () => {
  it('is the same for the same values in another order, and another one for other values', () => {
    expect(keyOf({a: 1, b: 'x'})).toBe(keyOf({b: 'x', a: 1}));
    expect(keyOf({a: 1, b: 'x'})).not.toBe(keyOf({a: 1, b: 'y'}));
    expect(keyOf({a: 1})).not.toBe(keyOf({a: '1'}));
  });
});
