import * as tf from '@tensorflow/tfjs';
import {overDraws} from '../../../examples/experiments/overDraws.js';

/** A network that says of each pixel whether it was shown as 0, as 1, or as something between. */
function reader(pixels: number): tf.Sequential {
  const layer = tf.layers.dense({units: pixels, inputShape: [pixels], useBias: false});
  const model = tf.sequential({layers: [layer]});
  const identity = tf.eye(pixels);
  layer.setWeights([identity]);
  identity.dispose();
  return model;
}

describe('overDraws', () => {
  it('says the mean of what the classifier says of images that are drawn anew', () => {
    const [draws, columns] = [4, 500];
    const model = reader(columns);
    const greys = [0, 0.25, 0.5, 1];
    const x = tf.tensor2d(greys.map((grey) => Array<number>(columns).fill(grey)));
    const say = (classifier: ReturnType<typeof overDraws>): number[][] =>
      tf.tidy(() => classifier.predict(x).arraySync());
    const classifier = overDraws(model, {draws, seed: 1});
    const [first, second] = [say(classifier), say(classifier)];
    first.forEach((said, row) => {
      const grey = greys[row]!;
      // Of each pixel, how many of four draws were on.
      for (const share of said) expect([0, 0.25, 0.5, 0.75, 1]).toContain(share);
      const mean = said.reduce((sum, share) => sum + share, 0) / columns;
      // Five deviations.
      expect(Math.abs(mean - grey)).toBeLessThanOrEqual(
        5 * Math.sqrt((grey * (1 - grey)) / (draws * columns)),
      );
    });
    // As many as drawn one by one: shares of all kinds, not each image once for all draws.
    expect(new Set(first[2]).size).toBeGreaterThan(2);
    expect(second[2]).not.toEqual(first[2]);
    expect(say(overDraws(model, {draws, seed: 1}))).toEqual(first);
    expect(say(overDraws(model, {draws, seed: 2}))).not.toEqual(first);
    x.dispose();
    model.dispose();
  });
});
