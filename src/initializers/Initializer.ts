import {initializers} from '@tensorflow/tfjs-layers';
import type {Initializer as LayersInitializer} from '@tensorflow/tfjs-layers/dist/initializers.js';

/**
 * tfjs-layers' base class of initializers, which it demands of a `kernelInitializer` and exports nowhere: found as the
 * parent of one of its own.
 */
export const Initializer = Object.getPrototypeOf(
  initializers.zeros().constructor,
) as abstract new () => LayersInitializer;
