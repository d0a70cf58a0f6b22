// The small door: `tfjs-dbn/initializers`, for those who need nothing else.
export {calculateGain, type CalculateGainArgs, type Nonlinearity} from './calculateGain.js';
export {computeFans, type ComputeFansArgs, type Fans, type KernelLayout} from './computeFans.js';
export {heNormal, heUniform, KaimingNormal, KaimingUniform, type HeNormalArgs} from './he.js';
export type {FanMode, HeArgs, InitializerArgs, NormalArgs} from './varianceScaling.js';
export {xavierNormal, xavierUniform, XavierNormal, XavierUniform} from './xavier.js';
