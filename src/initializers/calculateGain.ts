import {argumentError, checkArgs, checkNumber, checkOneOf, show} from '../check.js';

/** A layer's nonlinearity, as far as a gain is known for it. */
export type Nonlinearity =
  'linear' | 'conv1d' | 'conv2d' | 'conv3d' | 'sigmoid' | 'tanh' | 'relu' | 'leakyRelu' | 'selu';

export const NONLINEARITIES: readonly Nonlinearity[] = [
  'linear',
  'conv1d',
  'conv2d',
  'conv3d',
  'sigmoid',
  'tanh',
  'relu',
  'leakyRelu',
  'selu',
];

/** Options of {@link calculateGain}. */
export interface CalculateGainArgs {
  /** The slope of a leaky rectifier for negative inputs; only with `'leakyRelu'`. @defaultValue 0.01 */
  negativeSlope?: number;
}

/**
 * Returns the factor on a kernel's standard deviation that a nonlinearity asks for.
 *
 * | nonlinearity | gain |
 * |---|---|
 * | linear, conv1d, conv2d, conv3d, sigmoid | 1 |
 * | tanh | 5/3 |
 * | relu | sqrt(2) |
 * | leakyRelu | sqrt(2 / (1 + negativeSlope^2)) |
 * | selu | 3/4 |
 *
 * @param nonlinearity - One of these names.
 * @throws RangeError when the name is another; TypeError when `negativeSlope` is given to one without such a slope.
 *
 * Source: PyTorch's `torch.nn.init.calculate_gain`, same values; the rectifiers' are equation 15 of He et al. 2015.
 */
export function calculateGain(nonlinearity: Nonlinearity, args: CalculateGainArgs = {}): number {
  checkArgs(args, {where: 'calculateGain', known: ['negativeSlope']});
  const {negativeSlope} = args;
  checkOneOf(nonlinearity, {where: 'calculateGain: nonlinearity', options: NONLINEARITIES});
  if (negativeSlope !== undefined && nonlinearity !== 'leakyRelu') {
    throw argumentError(TypeError, {
      where: 'calculateGain: negativeSlope',
      condition: `left out for '${nonlinearity}'`,
      got: show(negativeSlope),
    });
  }
  switch (nonlinearity) {
    case 'tanh':
      return 5 / 3;
    case 'relu':
      return Math.SQRT2;
    case 'leakyRelu': {
      const slope = checkNumber(negativeSlope ?? 0.01, {where: 'calculateGain: negativeSlope'});
      return Math.sqrt(2 / (1 + slope ** 2));
    }
    case 'selu':
      return 3 / 4;
    default:
      return 1;
  }
}
