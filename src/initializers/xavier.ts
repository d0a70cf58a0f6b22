import {serialization} from '@tensorflow/tfjs-core';
import {COMMON_OPTIONS, VarianceScaling, type InitializerArgs, type NormalArgs} from './varianceScaling.js';

/** The class behind {@link xavierNormal}, known to tfjs as `'XavierNormal'`. */
export class XavierNormal extends VarianceScaling {
  static readonly className = 'XavierNormal';

  constructor(args?: NormalArgs) {
    super(
      {
        name: 'xavierNormal',
        options: [...COMMON_OPTIONS, 'truncated'],
        mode: 'fanAvg',
        gain: 1,
        distribution: 'normal',
      },
      args,
    );
  }
}

/** The class behind {@link xavierUniform}, known to tfjs as `'XavierUniform'`. */
export class XavierUniform extends VarianceScaling {
  static readonly className = 'XavierUniform';

  constructor(args?: InitializerArgs) {
    super(
      {
        name: 'xavierUniform',
        options: COMMON_OPTIONS,
        mode: 'fanAvg',
        gain: 1,
        distribution: 'uniform',
      },
      args,
    );
  }
}

serialization.registerClass(XavierNormal);
serialization.registerClass(XavierUniform);

/**
 * Xavier (Glorot) initialization from a normal distribution: keeps the variance of activations and of gradients about
 * the same from layer to layer in a network of saturating units.
 *
 * ```
 * W ~ N(0, s^2),  s = gain sqrt(2 / (fanIn + fanOut))
 * ```
 *
 * tfjs's `glorotNormal` cuts the distribution at two deviations and does not make up for it: its weights' deviation is
 * 0.88 of this. Keras's makes up for it, as `truncated: true` does here.
 *
 * @throws TypeError, RangeError when an option has a wrong kind or value.
 *
 * Source: Glorot & Bengio 2010, section 4.2.1, equation 12.
 */
export function xavierNormal(args?: NormalArgs): XavierNormal {
  return new XavierNormal(args);
}

/**
 * Xavier (Glorot) initialization from a uniform distribution: the "normalized initialization" of the paper.
 *
 * ```
 * W ~ U[-r, r],  r = gain sqrt(6 / (fanIn + fanOut))
 * ```
 *
 * Where the layout is the standard one, this is the formula of tfjs's and Keras's `glorotUniform`.
 *
 * @throws TypeError, RangeError when an option has a wrong kind or value.
 *
 * Source: Glorot & Bengio 2010, section 4.2.1, equation 16.
 */
export function xavierUniform(args?: InitializerArgs): XavierUniform {
  return new XavierUniform(args);
}
