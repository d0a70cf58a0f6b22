import * as tf from '@tensorflow/tfjs';
import {fastWasmMatMul, type FastWasmMatMulArgs} from 'tfjs-dbn';
import {read} from '../read.js';

const NAMES = ['BatchMatMul', '_FusedMatMul', 'GatherV2'] as const;

/** Shapes of operands, once they are transposed. */
interface Shapes {
  a: number[];
  b: number[];
}

const TRANSPOSES = [
  [false, false],
  [false, true],
  [true, false],
  [true, true],
] as const;

/** Runs with the fast kernels. */
function quickly<T>(run: () => T, args?: FastWasmMatMulArgs): T {
  const restore = fastWasmMatMul(args);
  try {
    return run();
  } finally {
    restore();
  }
}

function swap(shape: number[]): number[] {
  return [...shape.slice(0, -2), shape.at(-1)!, shape.at(-2)!];
}

/** The operands of a product, transposed or not. */
function operands(
  {a, b}: Shapes,
  [transposeA, transposeB]: readonly [boolean, boolean],
): [tf.Tensor, tf.Tensor] {
  return [
    tf.randomNormal(transposeA ? swap(a) : a, 0, 1, 'float32', 1),
    tf.randomNormal(transposeB ? swap(b) : b, 0, 1, 'float32', 2),
  ];
}

/** The product of tensors in float64, matrix by matrix. */
function reference(
  a: tf.Tensor,
  b: tf.Tensor,
  [transposeA, transposeB]: readonly [boolean, boolean],
): number[] {
  return tf.tidy(() => {
    const [left, right] = [transposeA ? transpose(a) : a, transposeB ? transpose(b) : b];
    const batch = tf.broadcast_util.assertAndGetBroadcastShape(
      left.shape.slice(0, -2),
      right.shape.slice(0, -2),
    );
    const [rows, terms] = left.shape.slice(-2) as [number, number];
    const columns = right.shape.at(-1)!;
    const aValues = tf.broadcastTo(left, [...batch, rows, terms]).dataSync();
    const bValues = tf.broadcastTo(right, [...batch, terms, columns]).dataSync();
    const values: number[] = [];
    for (let matrix = 0; matrix < batch.reduce((size, side) => size * side, 1); ++matrix) {
      for (let row = 0; row < rows; ++row) {
        for (let column = 0; column < columns; ++column) {
          let sum = 0;
          for (let term = 0; term < terms; ++term) {
            sum +=
              aValues[(matrix * rows + row) * terms + term]! *
              bValues[(matrix * terms + term) * columns + column]!;
          }
          values.push(sum);
        }
      }
    }
    return values;
  });
}

function transpose(x: tf.Tensor): tf.Tensor {
  const axes = x.shape.map((_, axis) => axis);
  return tf.transpose(x, [...axes.slice(0, -2), axes.at(-1)!, axes.at(-2)!]);
}

/** Bound of the rounding error of a float32 sum of so many products of normal numbers. */
function tolerance(terms: number): number {
  return 1e-6 * (terms + 1);
}

function expectClose(values: number[], expected: number[], error: number): void {
  expect(values).toHaveLength(expected.length);
  const worst = values.reduce((most, value, place) => Math.max(most, Math.abs(value - expected[place]!)), 0);
  expect(worst).toBeLessThanOrEqual(error);
}

beforeAll(() => tf.setBackend('wasm'));

describe('fastWasmMatMul', () => {
  const shapes: [string, number[], number[]][] = [
    ['one number', [1, 1], [1, 1]],
    ['one row', [1, 37], [37, 19]],
    ['one column', [21, 37], [37, 1]],
    ['one term', [21, 1], [1, 19]],
    ['whole tiles', [16, 8], [8, 32]],
    ['tiles with a rest', [23, 13], [13, 43]],
    ['more columns than a task has', [9, 5], [5, 71]],
    ['more rows than are multiplied at once', [4200, 65], [65, 3]],
    ['batched', [3, 5, 4], [3, 4, 6]],
    ['broadcast on the left', [1, 5, 4], [3, 4, 6]],
    ['broadcast on the right', [3, 5, 4], [1, 4, 6]],
    ['broadcast crosswise', [2, 1, 9, 4], [1, 3, 4, 6]],
    ['without some axes of the other', [9, 4], [2, 3, 4, 6]],
  ];
  it.each(shapes)('multiplies, transposed or not: %s', (_, a, b) => {
    for (const transposes of TRANSPOSES) {
      const [left, right] = operands({a, b}, transposes);
      const product = quickly(() => tf.matMul(left, right, ...transposes));
      expect(product.shape.slice(-2)).toEqual([a.at(-2), b.at(-1)]);
      expectClose(read(product), reference(left, right, transposes), tolerance(a.at(-1)!));
      tf.dispose([left, right]);
    }
  });

  it('multiplies nothing', () => {
    tf.tidy(() =>
      quickly(() => {
        expect(read(tf.matMul(tf.zeros([9, 0]), tf.zeros([0, 2])))).toEqual(new Array(18).fill(0));
        expect(tf.matMul(tf.zeros([0, 3]), tf.zeros([3, 2]), false, false).shape).toEqual([0, 2]);
        expect(tf.matMul(tf.zeros([9, 3]), tf.zeros([0, 3]), false, true).shape).toEqual([9, 0]);
      }),
    );
  });

  it('lets what is not finite through, whatever it is multiplied by', () => {
    const a = tf.tensor2d(new Array(9 * 5).fill(0), [9, 5]);
    for (const odd of [NaN, Infinity, -Infinity]) {
      for (const transposeB of [false, true]) {
        // One column of two has it, in either half of a panel.
        const values = tf.buffer(transposeB ? [11, 5] : [5, 11]);
        for (const column of [2, 6]) values.set(odd, ...(transposeB ? [column, 3] : [3, column]));
        const b = values.toTensor();
        const expected = Array.from({length: 99}, (_, place) => ([2, 6].includes(place % 11) ? NaN : 0));
        expect(read(quickly(() => tf.matMul(a, b, false, transposeB)))).toEqual(expected);
        b.dispose();
      }
    }
    a.dispose();
  });

  it('gives the same bits for few rows as for many, and for the same weights again', () => {
    const [a, b] = operands({a: [40, 30], b: [30, 50]}, [false, false]);
    const row = tf.slice(a, [7, 0], [1, 30]);
    quickly(() => {
      const expected = read(tf.tidy(() => tf.slice(tf.matMul(a, b), [7, 0], [1, 50])));
      for (let turn = 0; turn < 3; ++turn) expect(read(tf.matMul(row, b))).toEqual(expected);
    });
    tf.dispose([a, b, row]);
  });

  it('leaves out zeros without changing a value', () => {
    const [a, b] = operands({a: [30, 40], b: [40, 50]}, [false, false]);
    const sparse = tf.tidy(() =>
      tf.mul(a, tf.cast(tf.greater(tf.randomUniform([30, 40], 0, 1, 'float32', 3), 0.9), 'float32')),
    );
    for (const transposeA of [false, true]) {
      const left = transposeA ? transpose(sparse) : sparse;
      const product = quickly(() => tf.matMul(left, b, transposeA, false));
      expectClose(read(product), reference(sparse, b, [false, false]), tolerance(40));
      if (transposeA) left.dispose();
    }
    tf.dispose([a, b, sparse]);
  });

  it('gives the same bits on any number of threads', () => {
    const [a, b] = operands({a: [150, 300], b: [300, 200]}, [false, true]);
    const [alone, together] = [1, 3].map((threads) =>
      quickly(() => Array.from({length: 10}, () => read(tf.matMul(a, b, false, true))), {threads}),
    );
    expect(together).toEqual(alone);
    tf.dispose([a, b]);
  });

  it('multiplies while the memory of the backend grows', () => {
    const [a, b] = operands({a: [3000, 8], b: [8, 3000]}, [true, false]);
    const products = quickly(() => Array.from({length: 4}, () => tf.matMul(a, b, true, false)));
    const last = products.map((product) => read(tf.slice(product, [2990, 2990], [10, 10])));
    const ends = tf.tidy(() =>
      reference(tf.slice(a, [0, 2990], [8, 10]), tf.slice(b, [0, 2990], [8, 10]), [true, false]),
    );
    last.forEach((values) => expectClose(values, ends, tolerance(8)));
    tf.dispose([a, b, ...products]);
  });

  describe('with a bias and an activation', () => {
    const activations = {
      linear: (x: number) => x,
      relu: (x: number) => Math.max(0, x),
      relu6: (x: number) => Math.min(6, Math.max(0, x)),
      sigmoid: (x: number) => 1 / (1 + Math.exp(-x)),
      elu: (x: number) => (x < 0 ? Math.expm1(x) : x),
      leakyrelu: (x: number) => (x < 0 ? 0.3 * x : x),
      prelu: (x: number) => (x < 0 ? 0.1 * x : x),
    };
    it.each(Object.entries(activations))('%s', (activation, apply) => {
      for (const transposes of TRANSPOSES) {
        const [a, b] = operands({a: [2, 9, 12], b: [2, 12, 50]}, transposes);
        const bias = tf.range(0, 50);
        const slopes = tf.fill([50], 0.1);
        const product = quickly(() =>
          tf.fused.matMul({
            ...{a, b, transposeA: transposes[0], transposeB: transposes[1], bias},
            activation: activation as 'linear',
            leakyreluAlpha: 0.3,
            ...(activation === 'prelu' ? {preluActivationWeights: slopes} : {}),
          }),
        );
        const expected = reference(a, b, transposes).map((value, place) => apply(value + (place % 50)));
        expectClose(read(product), expected, 1e-4);
        tf.dispose([a, b, bias, slopes]);
      }
    });
  });

  it('gathers rows', () => {
    tf.tidy(() => {
      const x = tf.range(0, 7 * 3 * 4).reshape([7, 3, 4]);
      const indices = tf.tensor2d([6, 0, 2, 2], [2, 2], 'int32');
      const rows = quickly(() => tf.gather(x, indices));
      expect(rows.shape).toEqual([2, 2, 3, 4]);
      const row = (number: number): number[] => Array.from({length: 12}, (_, place) => 12 * number + place);
      expect(read(rows)).toEqual([6, 0, 2, 2].flatMap(row));
      expect(() => quickly(() => tf.gather(x, tf.tensor1d([7], 'int32')))).toThrow(
        'GatherV2: the index value 7 is not in [0, 6]',
      );
    });
  });

  it('says what the original says of operands that it cannot multiply', () => {
    tf.tidy(() => {
      const message = 'BatchMatMul for non non-float32 tensors not yet supported.';
      const ones = tf.ones([9, 9], 'int32');
      expect(() => quickly(() => tf.matMul(ones, ones))).toThrow(message);
      expect(() => quickly(() => tf.matMul(tf.ones([9, 3]), tf.ones([9, 4]), false, true))).toThrow(
        /^Error in matMul: inner shapes \(3\) and \(4\)/,
      );
    });
  });

  it('fits a model as the original does', async () => {
    const weights = async (): Promise<number[]> => {
      const {glorotUniform} = tf.initializers;
      const model = tf.sequential({
        layers: [
          tf.layers.dense({
            units: 9,
            inputShape: [12],
            activation: 'relu',
            kernelInitializer: glorotUniform({seed: 1}),
          }),
          tf.layers.dense({units: 3, activation: 'softmax', kernelInitializer: glorotUniform({seed: 2})}),
        ],
      });
      model.compile({optimizer: 'sgd', loss: 'categoricalCrossentropy'});
      const x = tf.randomUniform([40, 12], 0, 1, 'float32', 1);
      const classes = Array.from({length: 40}, (_, row) => row % 3);
      const y = tf.tidy(() => tf.oneHot(tf.tensor1d(classes, 'int32'), 3));
      await model.fit(x, y, {epochs: 3, batchSize: 16, shuffle: false, verbose: 0});
      const values = model.getWeights().flatMap((weight) => Array.from(weight.dataSync()));
      model.dispose();
      tf.dispose([x, y]);
      return values;
    };
    const expected = await weights();
    const restore = fastWasmMatMul();
    expectClose(await weights(), expected, 1e-6);
    restore();
  });

  it('replaces the kernels until everybody has restored them', () => {
    const kernels = (): tf.KernelConfig[] => NAMES.map((name) => tf.getKernel(name, 'wasm'));
    const originals = kernels();
    const restore = fastWasmMatMul();
    kernels().forEach((kernel, index) => expect(kernel).not.toBe(originals[index]));
    restore();
    expect(kernels()).toEqual(originals);
    const [first, second] = [fastWasmMatMul(), fastWasmMatMul()];
    restore();
    first();
    first();
    kernels().forEach((kernel, index) => expect(kernel).not.toBe(originals[index]));
    second();
    kernels().forEach((kernel, index) => expect(kernel).toBe(originals[index]));
  });

  it('leaves no data behind on the backend', () => {
    const before = tf.engine().backend.numDataIds();
    tf.tidy(() => {
      const [a, b] = operands({a: [2, 9, 4], b: [2, 4, 5]}, [true, true]);
      quickly(() => {
        tf.matMul(a, b, true, true);
        tf.fused.matMul({
          ...{a, b, transposeA: true, transposeB: true},
          bias: tf.ones([5]),
          activation: 'elu',
        });
        tf.gather(a, tf.tensor1d([1, 0, 1], 'int32'));
      });
    });
    expect(tf.engine().backend.numDataIds()).toBe(before);
  });

  it('says what is wrong with its arguments', () => {
    expect(() => fastWasmMatMul({threads: 0})).toThrow(
      new RangeError('fastWasmMatMul: threads must be an integer >= 1, got 0.'),
    );
    expect(() => fastWasmMatMul({thread: 1} as object)).toThrow(
      new TypeError("fastWasmMatMul: unknown option 'thread'; did you mean 'threads'?"),
    );
  });

  it('refuses threads where it cannot start any, before it changes anything', () => {
    const original = tf.getKernel('BatchMatMul', 'wasm');
    // What a page does not have, nor Node.js before 20.16.
    const {getBuiltinModule} = process as unknown as Record<string, unknown>;
    Object.assign(process, {getBuiltinModule: undefined});
    try {
      expect(() => fastWasmMatMul({threads: 2})).toThrow(
        new RangeError('fastWasmMatMul: threads must be 1 in a page and in Node.js before 20.16, got 2.'),
      );
      expect(tf.getKernel('BatchMatMul', 'wasm')).toBe(original);
      const [a, b] = operands({a: [9, 5], b: [5, 71]}, [false, false]);
      for (const args of [{threads: 1}, {}]) {
        const product = quickly(() => tf.matMul(a, b), args);
        expectClose(read(product), reference(a, b, [false, false]), tolerance(5));
      }
      tf.dispose([a, b]);
    } finally {
      Object.assign(process, {getBuiltinModule});
    }
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
