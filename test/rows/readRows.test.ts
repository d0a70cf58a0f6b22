import * as tf from '@tensorflow/tfjs';
import {readRows} from '../../src/rows/readRows.js';

const VALUES = [
  [0, 1, 1],
  [1, 0, 0],
  [0, 0, 1],
];

async function read(x: tf.Tensor2D, places: number[]): Promise<number[]> {
  const values = new Float32Array(1 + 4 * places.length).fill(-1);
  await readRows(x, Int32Array.from(places), {values, start: 1, stride: 4});
  return [...values];
}

describe('readRows', () => {
  it.each(['float32', 'int32', 'bool'] as const)('reads rows in any order, of dtype %s', async (dtype) => {
    const x = tf.tensor2d(VALUES, [3, 3], dtype);
    expect(await read(x, [2, 0])).toEqual([-1, 0, 0, 1, -1, 0, 1, 1, -1]);
    x.dispose();
  });

  it('reads what was cast, computed or reshaped', async () => {
    const x = tf.tidy(() =>
      tf.add<tf.Tensor2D>(tf.cast(tf.tensor2d(VALUES, [3, 3], 'bool'), 'float32'), 0.5),
    );
    const cast = tf.tidy(() => tf.cast(tf.tensor2d(VALUES, [3, 3], 'bool'), 'float32'));
    const shaped = tf.tidy(() => tf.reshape<tf.Rank.R2>(tf.tensor1d(VALUES.flat()), [3, 3]));
    expect(await read(x, [1])).toEqual([-1, 1.5, 0.5, 0.5, -1]);
    expect(await read(cast, [1])).toEqual([-1, 1, 0, 0, -1]);
    expect(await read(shaped, [1])).toEqual([-1, 1, 0, 0, -1]);
    tf.dispose([x, cast, shaped]);
  });

  it('does not copy what was cast, which would be all of it for each batch', async () => {
    const cast = tf.tidy(() => tf.cast(tf.tensor2d(VALUES, [3, 3], 'bool'), 'float32'));
    const dataSync = jest.spyOn(cast, 'dataSync');
    await read(cast, [0, 1, 2]);
    expect(dataSync).not.toHaveBeenCalled();
    cast.dispose();
  });

  it('refuses a tensor that is disposed', async () => {
    const x = tf.tensor2d(VALUES);
    x.dispose();
    await expect(read(x, [0])).rejects.toThrow(
      'x must be left in place until it has been read, got a disposed tensor.',
    );
  });
});
