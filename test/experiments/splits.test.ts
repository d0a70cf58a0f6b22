import type {Images} from '../../datasets/Dataset.js';
import {glorotImages} from '../../experiments/glorotImages.js';
import {learnedAndTested} from '../../experiments/hinton2006Trainings.js';
import {splitOffValidation} from '../../experiments/splitOffValidation.js';

// In place of digits, which are read in a way that jest does not know.
jest.mock('../../datasets/mnist.js', () => ({
  mnist: () => Promise.resolve({train: numbered(1200), test: numbered(300, 1200)}),
}));

/** Images of one pixel, each its own number. */
function numbered(count: number, first = 0): Images {
  const pixels = Float32Array.from({length: count}, (_, row) => first + row);
  return {pixels, labels: new Uint8Array(count)};
}

/** Each image as a text, by which it is told from the others. */
function texts({pixels, labels}: Images): Set<string> {
  const columns = pixels.length / labels.length;
  return new Set(Array.from(labels, (_, row) => pixels.subarray(row * columns, (row + 1) * columns).join()));
}

function expectApart(...parts: Images[]): void {
  const sets = parts.map(texts);
  const all = new Set(sets.flatMap((set) => [...set]));
  expect(all.size).toBe(sets.reduce((sum, {size}) => sum + size, 0));
}

describe('images to learn from', () => {
  it('are without the last sixth, which is for validation', () => {
    const {learned, valid} = splitOffValidation(numbered(12));
    expect(Array.from(learned.pixels)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(Array.from(valid.pixels)).toEqual([10, 11]);
  });

  it('are never tested on in hinton2006: settings are chosen without the test images, and counted by them alone', () => {
    const dataset = {train: numbered(12), test: numbered(3, 12)};
    const common = {network: 'random', rate: 0.1, seed: 1} as const;
    const some = learnedAndTested({kind: 'network', ...common, images: 'some'}, dataset);
    expect(Array.from(some.learned.pixels)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(Array.from(some.tested.pixels)).toEqual([10, 11]);
    for (const settings of [
      {kind: 'network', ...common, images: 'all'},
      {kind: 'up-down', images: 'all', rate: 0.1, epochs: 1, of: 3, seed: 1},
    ] as const) {
      expect(learnedAndTested(settings, dataset)).toEqual({learned: dataset.train, tested: dataset.test});
    }
    for (const settings of [
      {kind: 'stack', images: 'some', hasLabels: false, seed: 1},
      {kind: 'up-down', images: 'some', rate: 0.1, epochs: 1, of: 3, seed: 1},
    ] as const) {
      expect(learnedAndTested(settings, dataset)).toEqual(some);
    }
  });

  it.each(['Shapeset-3x2', 'MNIST'] as const)('are never tested on in glorot2010, %s', async (data) => {
    const args = {quick: true, seeds: 1};
    const one = await glorotImages(data, {args, seed: 1, tested: 500});
    const other = await glorotImages(data, {args, seed: 2, tested: 500});
    const learned = one.next(500);
    expectApart(learned, one.valid, one.test);
    expect(other.valid).toEqual(one.valid);
    expect(other.test).toEqual(one.test);
    expect(other.next(500)).not.toEqual(learned);
  });
});
