import * as tf from '@tensorflow/tfjs';

const AT_ONCE = 4096;

/** Draws random numbers, one a call. */
export interface RandomNumbers {
  /** Uniform from `low` to `high`. */
  uniform: (low: number, high: number) => number;
  /** Normal, of mean 0 and deviation 1. */
  normal: () => number;
  /** An integer from 0 to `count - 1`, each as often as the others. */
  below: (count: number) => number;
}

/**
 * Makes random numbers of a seed, for generated data: the same seed gives the same ones on every machine.
 *
 * @param seed - A number, or a text where there are several streams to tell apart, `'1, pass 2'`.
 */
export function randomNumbers(seed: number | string): RandomNumbers {
  let drawn: ArrayLike<number> = [];
  let place = 0;
  let call = 0;
  const next = (): number => {
    if (place === drawn.length) {
      const draw = tf.randomUniform([AT_ONCE], 0, 1, 'float32', `${String(seed)}, ${call++}`);
      drawn = draw.dataSync();
      draw.dispose();
      place = 0;
    }
    return drawn[place++]!;
  };
  return {
    uniform: (low, high) => low + (high - low) * next(),
    // Box & Muller 1958.
    normal: () => Math.sqrt(-2 * Math.log(1 - next() + 1e-9)) * Math.cos(2 * Math.PI * next()),
    below: (count) => Math.min(count - 1, Math.floor(count * next())),
  };
}
