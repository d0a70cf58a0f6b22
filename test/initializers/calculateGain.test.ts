import {calculateGain} from 'tfjs-dbn';

describe('calculateGain', () => {
  it.each([
    ['linear', 1],
    ['conv1d', 1],
    ['conv2d', 1],
    ['conv3d', 1],
    ['sigmoid', 1],
    ['tanh', 1.6666667],
    ['relu', 1.4142136],
    ['leakyRelu', 1.41414286],
    ['selu', 0.75],
  ] as const)('has for %s the value of PyTorch', (nonlinearity, gain) => {
    expect(calculateGain(nonlinearity)).toBeCloseTo(gain, 6);
  });

  it.each([
    [0.01, 1.41414286],
    [0.2, 1.38675049],
    [0.25, 1.37198868],
    [0, 1.4142136],
  ])('takes a negative slope of %d into account', (negativeSlope, gain) => {
    expect(calculateGain('leakyRelu', {negativeSlope})).toBeCloseTo(gain, 6);
  });

  it.each([
    [
      "calculateGain: nonlinearity must be one of 'linear', 'conv1d', 'conv2d', 'conv3d', 'sigmoid', 'tanh', 'relu', 'leakyRelu', 'selu', got 'gelu'.",
      () => calculateGain('gelu' as never),
    ],
    [
      "calculateGain: negativeSlope must be left out for 'relu', got 0.1.",
      () => calculateGain('relu', {negativeSlope: 0.1}),
    ],
    [
      "calculateGain: unknown option 'slope'; did you mean 'negativeSlope'?",
      () => calculateGain('leakyRelu', {slope: 0.2} as never),
    ],
    [
      'calculateGain: negativeSlope must be a number, got NaN.',
      () => calculateGain('leakyRelu', {negativeSlope: NaN}),
    ],
  ])('says: %s', (message, call) => {
    expect(call).toThrow(message);
  });
});
