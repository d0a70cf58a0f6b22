import * as tf from '@tensorflow/tfjs';
import {fastWasmMatMul} from 'tfjs-dbn';
import {read} from '../read.js';

/** Products of every combination of transposes, of these shapes before they are transposed. */
function products(aShape: number[], bShape: number[]): number[][] {
  const swap = (shape: number[]): number[] => [...shape.slice(0, -2), shape.at(-1)!, shape.at(-2)!];
  return [false, true].flatMap((transposeA) =>
    [false, true].map((transposeB) =>
      read(
        tf.tidy(() => {
          const a = tf.randomNormal(transposeA ? swap(aShape) : aShape, 0, 1, 'float32', 1);
          const b = tf.randomNormal(transposeB ? swap(bShape) : bShape, 0, 1, 'float32', 2);
          return tf.matMul(a, b, transposeA, transposeB);
        }),
      ),
    ),
  );
}

describe('fastWasmMatMul', () => {
  it.each([
    ['plain', [50, 30], [30, 20]],
    ['batched', [3, 5, 4], [3, 4, 6]],
    ['broadcast', [1, 5, 4], [3, 4, 6]],
    ['broadcast from two axes', [5, 4], [2, 3, 4, 6]],
  ])('gives the values of the original, transposed or not: %s', (_, aShape, bShape) => {
    const expected = products(aShape, bShape);
    const restore = fastWasmMatMul();
    const values = products(aShape, bShape);
    restore();
    values.forEach((product, combination) => {
      product.forEach((value, place) => expect(value).toBeCloseTo(expected[combination]![place]!, 4));
    });
  });

  it('replaces the kernel until everybody has restored it', () => {
    const original = tf.getKernel('BatchMatMul', 'wasm');
    const restore = fastWasmMatMul();
    const fast = tf.getKernel('BatchMatMul', 'wasm');
    expect(fast).not.toBe(original);
    restore();
    expect(tf.getKernel('BatchMatMul', 'wasm')).toBe(original);
    const [first, second] = [fastWasmMatMul(), fastWasmMatMul()];
    restore();
    first();
    first();
    expect(tf.getKernel('BatchMatMul', 'wasm')).not.toBe(original);
    second();
    expect(tf.getKernel('BatchMatMul', 'wasm')).toBe(original);
  });

  it('gives the gradients of the original', () => {
    const gradient = (): number[] =>
      read(
        tf.tidy(() => {
          const x = tf.randomNormal([20, 10], 0, 1, 'float32', 1);
          const w = tf.randomNormal([10, 5], 0, 1, 'float32', 2);
          return tf.grad((weights) => tf.sum(tf.square(tf.matMul(x, weights))))(w);
        }),
      );
    const expected = gradient();
    const restore = fastWasmMatMul();
    gradient().forEach((value, place) => expect(value).toBeCloseTo(expected[place]!, 3));
    restore();
  });

  it('leaves no data behind on the backend', () => {
    const restore = fastWasmMatMul();
    const before = tf.engine().backend.numDataIds();
    products([7, 3], [3, 2]);
    expect(tf.engine().backend.numDataIds()).toBe(before);
    restore();
  });

  it('says what is missing where the wasm backend is', () => {
    const original = tf.getKernel('BatchMatMul', 'wasm');
    tf.unregisterKernel('BatchMatMul', 'wasm');
    expect(() => fastWasmMatMul()).toThrow(
      'fastWasmMatMul: @tensorflow/tfjs-backend-wasm must be imported first, got no such backend.',
    );
    tf.registerKernel(original);
  });
});
