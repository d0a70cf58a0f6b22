export {calculateGain, type CalculateGainArgs, type Nonlinearity} from './initializers/calculateGain.js';
export {computeFans, type ComputeFansArgs, type Fans, type KernelLayout} from './initializers/computeFans.js';
export {heNormal, heUniform, KaimingNormal, KaimingUniform, type HeNormalArgs} from './initializers/he.js';
export type {FanMode, HeArgs, InitializerArgs, NormalArgs} from './initializers/varianceScaling.js';
export {xavierNormal, xavierUniform, XavierNormal, XavierUniform} from './initializers/xavier.js';
