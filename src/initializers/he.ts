import {serialization} from '@tensorflow/tfjs-core';
import {COMMON_OPTIONS, VarianceScaling, type HeArgs, type NormalArgs} from './varianceScaling.js';

/** Options of {@link heNormal}. */
export interface HeNormalArgs extends HeArgs, NormalArgs {}

/** The class behind {@link heNormal}, known to tfjs as `'KaimingNormal'`: it keeps `'HeNormal'` for its own. */
export class KaimingNormal extends VarianceScaling {
  static readonly className = 'KaimingNormal';

  constructor(args?: HeNormalArgs) {
    super(
      {
        name: 'heNormal',
        options: [...COMMON_OPTIONS, 'truncated', 'mode', 'negativeSlope'],
        mode: 'fanIn',
        gain: Math.SQRT2,
        distribution: 'normal',
      },
      args,
    );
  }
}

/** The class behind {@link heUniform}, known to tfjs as `'KaimingUniform'`: it keeps `'HeUniform'` for its own. */
export class KaimingUniform extends VarianceScaling {
  static readonly className = 'KaimingUniform';

  constructor(args?: HeArgs) {
    super(
      {
        name: 'heUniform',
        options: [...COMMON_OPTIONS, 'mode', 'negativeSlope'],
        mode: 'fanIn',
        gain: Math.SQRT2,
        distribution: 'uniform',
      },
      args,
    );
  }
}

serialization.registerClass(KaimingNormal);
serialization.registerClass(KaimingUniform);

/**
 * He (Kaiming) initialization from a normal distribution: keeps the variance of the activations from layer to layer in
 * a network of rectifiers, which pass on half of it.
 *
 * ```
 * W ~ N(0, s^2),  s = sqrt(2 / ((1 + negativeSlope^2) fan))
 * ```
 *
 * with fan = fanIn unless `mode` says otherwise. tfjs's `heNormal` cuts the distribution at two deviations and does not
 * make up for it: its weights' deviation is 0.88 of this. Pass `truncated: true` for a cut one of the right deviation.
 *
 * @throws TypeError, RangeError when an option has a wrong kind or value.
 *
 * Source: He, Zhang, Ren & Sun 2015, "Delving deep into rectifiers", section 2.2, equations 10, 14 and 15.
 */
export function heNormal(args?: HeNormalArgs): KaimingNormal {
  return new KaimingNormal(args);
}

/**
 * He (Kaiming) initialization from a uniform distribution of the same variance as {@link heNormal}.
 *
 * ```
 * W ~ U[-r, r],  r = sqrt(6 / ((1 + negativeSlope^2) fan))
 * ```
 *
 * @throws TypeError, RangeError when an option has a wrong kind or value.
 *
 * Source: He, Zhang, Ren & Sun 2015, "Delving deep into rectifiers", section 2.2; the uniform form is PyTorch's
 * `kaiming_uniform_`, whose default slope is sqrt(5) in its layers and 0 here.
 */
export function heUniform(args?: HeArgs): KaimingUniform {
  return new KaimingUniform(args);
}
