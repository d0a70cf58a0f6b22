import {balancedOrder} from '../../../src/rbm/training/balancedOrder.js';
import {permutation} from '../../../src/random/permutation.js';

describe('balancedOrder', () => {
  it.each([
    [1000, [0.5, 0.3, 0.2]],
    [997, [0.7, 0.2, 0.1]],
  ])('gives each batch of %d rows its share of every class, to within two rows', async (rows, shares) => {
    const classes = Int32Array.from({length: rows}, (_, row) => {
      const place = row / rows;
      return place < shares[0]! ? 0 : place < shares[0]! + shares[1]! ? 1 : 2;
    });
    const order = await balancedOrder(await permutation([1, 2], rows), classes);
    expect([...order].sort((a, b) => a - b)).toEqual(Array.from({length: rows}, (_, row) => row));
    for (let first = 0; first + 50 <= rows; first += 50) {
      const batch = order.subarray(first, first + 50);
      shares.forEach((share, label) => {
        const count = batch.filter((row) => classes[row] === label).length;
        expect(Math.abs(count - 50 * share)).toBeLessThan(2);
      });
    }
  });

  it('keeps the random order within a class', async () => {
    const order = await permutation([3, 4], 100);
    const classes = Int32Array.from({length: 100}, (_, row) => row % 4);
    const balanced = await balancedOrder(order, classes);
    for (const label of [0, 1, 2, 3]) {
      const ofClass = (rows: Int32Array): number[] => [...rows].filter((row) => classes[row] === label);
      expect(ofClass(balanced)).toEqual(ofClass(order));
    }
  });
});
