import * as tf from '@tensorflow/tfjs-core';
import type {Multiplier} from './multiplier.js';
import type {WasmBackend} from './WasmBackend.js';

/** From so many rows on, packing the right-hand side takes so little that keeping it packed saves nothing. */
const MANY_ROWS = 24;

/**
 * The right-hand sides of products of few rows: from the second one with the same weights on, which is prediction, the
 * original is faster, as it has them packed; packing takes it long. Both give the same bits.
 */
const known = new WeakSet<object>();

/** The kernels that run what is fused with a product. */
const ACTIVATIONS: Record<string, string> = {
  relu: 'Relu',
  relu6: 'Relu6',
  sigmoid: 'Sigmoid',
  elu: 'Elu',
  leakyrelu: 'LeakyRelu',
  prelu: 'Prelu',
};

/** What `BatchMatMul` and `_FusedMatMul` are told. */
interface MatMul {
  a: tf.TensorInfo;
  b: tf.TensorInfo;
  transposeA: boolean;
  transposeB: boolean;
}

/** Returns `BatchMatMul` by a multiplier. */
export function batchMatMul(original: tf.KernelConfig, multiplier: Multiplier): tf.KernelConfig {
  return {
    ...original,
    kernelFunc: (params) => {
      const product = {...params.inputs, ...params.attrs} as unknown as MatMul;
      if (!isOurs(product)) return original.kernelFunc(params);
      return multiply(product, {backend: params.backend as WasmBackend, multiplier});
    },
  };
}

/** Returns `_FusedMatMul` by a multiplier, and by the backend's kernels for the bias and the activation. */
export function fusedMatMul(original: tf.KernelConfig, multiplier: Multiplier): tf.KernelConfig {
  return {
    ...original,
    kernelFunc: (params) => {
      const product = {...params.inputs, ...params.attrs} as unknown as MatMul & {
        bias?: tf.TensorInfo;
        preluActivationWeights?: tf.TensorInfo;
        activation: string;
        leakyreluAlpha?: number;
      };
      const {bias, preluActivationWeights, activation, leakyreluAlpha} = product;
      const kernelName = ACTIVATIONS[activation];
      const isKnown = kernelName !== undefined || activation === 'linear';
      if (!isOurs(product) || !isKnown || (bias != null && bias.shape.length !== 1)) {
        return original.kernelFunc(params);
      }
      const backend = params.backend as WasmBackend;
      let out = multiply(product, {backend, multiplier});
      const apply = (
        kernelName: string,
        inputs: tf.NamedTensorInfoMap,
        attrs: tf.NamedAttrMap = {},
      ): void => {
        const result = tf.getKernel(kernelName, 'wasm').kernelFunc({inputs, backend, attrs}) as tf.TensorInfo;
        backend.disposeData(out.dataId);
        out = result;
      };
      if (bias != null) apply('Add', {a: out, b: bias});
      if (activation === 'prelu') apply(kernelName!, {x: out, alpha: preluActivationWeights});
      else if (kernelName !== undefined) apply(kernelName, {x: out}, {alpha: leakyreluAlpha ?? 0});
      return out;
    },
  };
}

/** Tells whether the multiplier does the product, and not the original, which also words the errors. */
function isOurs({a, b, transposeA, transposeB}: MatMul): boolean {
  if (a.dtype !== 'float32' || b.dtype !== 'float32') return false;
  const [rows, terms] = sides(a, transposeA);
  if (terms !== sides(b, transposeB)[0]) return false;
  const isBatched = [...a.shape.slice(0, -2), ...b.shape.slice(0, -2)].some((side) => side !== 1);
  if (transposeA || transposeB || isBatched || rows >= MANY_ROWS || terms === 0) return true;
  if (known.has(b.dataId)) return false;
  known.add(b.dataId);
  return true;
}

function multiply(
  {a, b, transposeA, transposeB}: MatMul,
  {backend, multiplier}: {backend: WasmBackend; multiplier: Multiplier},
): tf.TensorInfo {
  const [rows, terms] = sides(a, transposeA);
  const [, columns] = sides(b, transposeB);
  const batch = tf.broadcast_util.assertAndGetBroadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
  const out = backend.makeOutput([...batch, rows, columns], 'float32');
  // After the output is made: the views that were there before may be lost.
  const [aValues, bValues, outValues] = [a, b, out].map((x) => backend.typedArrayFromHeap(x) as Float32Array);
  const count = tf.util.sizeFromShape(batch);
  for (let index = 0; index < count; ++index) {
    multiplier.multiply({
      a: matrix(aValues!, rows * terms, placeOf(index, batch, a.shape)),
      b: matrix(bValues!, terms * columns, placeOf(index, batch, b.shape)),
      out: matrix(outValues!, rows * columns, index),
      rows,
      terms,
      columns,
      transposeA,
      transposeB,
    });
  }
  return out;
}

/** Rows and columns of a matrix, once it is transposed. */
function sides({shape}: tf.TensorInfo, isTransposed: boolean): [number, number] {
  const [first, second] = shape.slice(-2) as [number, number];
  return isTransposed ? [second, first] : [first, second];
}

function matrix(values: Float32Array, size: number, place: number): Float32Array {
  return values.subarray(size * place, size * (place + 1));
}

/** Which matrix of an operand belongs to a matrix of the product: axes of length 1, and missing ones, are repeated. */
function placeOf(index: number, batch: readonly number[], shape: readonly number[]): number {
  let place = 0;
  let step = 1;
  for (let axis = batch.length - 1, own = shape.length - 3; own >= 0; --axis, --own) {
    if (shape[own] !== 1) place += step * (index % batch[axis]!);
    step *= shape[own]!;
    index = Math.floor(index / batch[axis]!);
  }
  return place;
}
