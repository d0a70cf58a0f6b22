import {argumentError, checkArgs, checkInteger, checkOneOf, show} from '../check.js';

/** How a kernel's axes are meant, where the shape alone cannot tell. */
export type KernelLayout = 'standard' | 'depthwise' | 'separable' | 'transposed';

export const LAYOUTS: readonly KernelLayout[] = ['standard', 'depthwise', 'separable', 'transposed'];

/** Options of {@link computeFans}. */
export interface ComputeFansArgs {
  /**
   * What the last two axes of the kernel are:
   *
   * - `'standard'`: `[...window, in, out]`; dense kernels and convolutions.
   * - `'depthwise'`: `[...window, in, multiplier]`; depthwise convolutions.
   * - `'separable'`: one of the two kernels of a separable convolution: with a window of a single place the pointwise
   *   one, as `'standard'`, else the depthwise one. tfjs 4.22 fills both with the layer's `depthwiseInitializer`
   *   and ignores its `pointwiseInitializer`.
   * - `'transposed'`: `[...window, out, in]`; transposed convolutions.
   *
   * @defaultValue `'standard'`
   */
  layout?: KernelLayout;
}

/** How many inputs feed one output of a kernel, and how many outputs one input feeds. */
export interface Fans {
  fanIn: number;
  fanOut: number;
}

/**
 * Returns how many inputs feed one unit of a layer, and how many units one input feeds, from the shape of its kernel.
 *
 * ```
 * standard    [...window, in, out]         fanIn = |window| in    fanOut = |window| out
 * depthwise   [...window, in, multiplier]  fanIn = |window|       fanOut = |window| multiplier
 * transposed  [...window, out, in]         fanIn = |window| in    fanOut = |window| out
 * ```
 *
 * where |window| is the product of the window's sides, 1 for a dense kernel. A vector `[n]` has fanIn = fanOut = n,
 * a scalar 1.
 *
 * Keras and tfjs take every kernel as `'standard'`: for a depthwise `[3, 3, 64, 1]` they compute fanIn 576, though each
 * unit sees 9 inputs, and start it with weights 8 times too small. Strides and dilation are not part of the
 * shape: they are taken as 1.
 *
 * @param shape - The kernel's shape, channels last, as Keras and tfjs have it; every side an integer >= 1.
 * @throws TypeError, RangeError when `shape` is not such a shape, or too short for the layout.
 *
 * Source: Glorot & Bengio 2010; the layouts are those of the layers' kernels in Keras and tfjs.
 */
export function computeFans(shape: readonly number[], args: ComputeFansArgs = {}): Fans {
  checkArgs(args, {where: 'computeFans', known: ['layout']});
  const {layout = 'standard'} = args;
  checkOneOf(layout, {where: 'computeFans: layout', options: LAYOUTS});
  checkArray(shape);
  for (const side of shape) checkInteger(side, {where: 'computeFans: every side of shape', min: 1});
  if (shape.length < 2) {
    if (layout !== 'standard') {
      throw argumentError(RangeError, {
        where: 'computeFans: shape',
        condition: `one of at least two sides for a ${layout} kernel`,
        got: show(shape),
      });
    }
    const fan = shape[0] ?? 1;
    return {fanIn: fan, fanOut: fan};
  }
  const window = shape.slice(0, -2).reduce((product, side) => product * side, 1);
  const [beforeLast, last] = shape.slice(-2) as [number, number];
  switch (layout) {
    case 'standard':
      return {fanIn: window * beforeLast, fanOut: window * last};
    case 'separable':
      return computeFans(shape, {layout: window === 1 ? 'standard' : 'depthwise'});
    case 'depthwise':
      return {fanIn: window, fanOut: window * last};
    case 'transposed':
      return {fanIn: window * last, fanOut: window * beforeLast};
  }
}

function checkArray(shape: unknown): void {
  if (Array.isArray(shape)) return;
  throw argumentError(TypeError, {where: 'computeFans: shape', condition: 'an array', got: show(shape)});
}
