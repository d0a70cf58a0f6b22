import {computeFans} from 'tfjs-dbn';

describe('computeFans', () => {
  it.each([
    [[784, 500], 784, 500],
    [[5, 8, 16], 40, 80],
    [[3, 3, 64, 128], 576, 1152],
    [[5, 5, 1, 32], 25, 800],
    [[3, 3, 3, 4, 8], 108, 216],
    [[7], 7, 7],
    [[], 1, 1],
  ])('takes a kernel %j as [...window, in, out]', (shape, fanIn, fanOut) => {
    expect(computeFans(shape)).toEqual({fanIn, fanOut});
  });

  it('counts one window an output for a depthwise kernel', () => {
    expect(computeFans([3, 3, 64, 1], {layout: 'depthwise'})).toEqual({fanIn: 9, fanOut: 9});
    expect(computeFans([3, 3, 64, 2], {layout: 'depthwise'})).toEqual({fanIn: 9, fanOut: 18});
  });

  it('tells the two kernels of a separable convolution apart', () => {
    expect(computeFans([3, 3, 64, 2], {layout: 'separable'})).toEqual({fanIn: 9, fanOut: 18});
    expect(computeFans([1, 1, 128, 32], {layout: 'separable'})).toEqual({fanIn: 128, fanOut: 32});
  });

  it('swaps the last two axes of a transposed kernel', () => {
    expect(computeFans([3, 3, 128, 64], {layout: 'transposed'})).toEqual({fanIn: 576, fanOut: 1152});
  });

  it.each([
    ['computeFans: shape must be an array, got 784.', () => computeFans(784 as never)],
    [
      "computeFans: unknown option 'layuot'; did you mean 'layout'?",
      () => computeFans([1, 1], {layuot: 1} as never),
    ],
    ['computeFans: every side of shape must be an integer >= 1, got 0.', () => computeFans([0, 5])],
    [
      "computeFans: layout must be one of 'standard', 'depthwise', 'separable', 'transposed', got 'pointwise'.",
      () => computeFans([1, 1], {layout: 'pointwise' as never}),
    ],
    [
      'computeFans: shape must be one of at least two sides for a depthwise kernel, got [9].',
      () => computeFans([9], {layout: 'depthwise'}),
    ],
  ])('says: %s', (message, call) => {
    expect(call).toThrow(message);
  });
});
