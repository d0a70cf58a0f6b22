import {toTensor} from '../../src/rows/tensorMemory.js';
import {read} from '../read.js';

describe('toTensor', () => {
  it('makes a tensor of the values, however many', async () => {
    const values = Float32Array.from({length: 3 * 500_000}, (_, place) => place);
    const tensor = await toTensor(values.slice(), [3, 500_000]);
    expect(tensor.shape).toEqual([3, 500_000]);
    const found = read(tensor);
    expect(found).toHaveLength(values.length);
    expect(found.every((value, place) => value === values[place])).toBe(true);
  });
});
