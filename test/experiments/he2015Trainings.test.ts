import * as tf from '@tensorflow/tfjs';
import {variances} from '../../experiments/he2015Trainings.js';
import {denseNetwork} from '../../examples/lib/denseNetwork.js';

// Which reads digits in a way that jest does not know, and is not asked for any here.
jest.mock('../../datasets/mnist.js', () => ({}));

describe('variances', () => {
  it('are mean squares of what goes up and down, beside what the variances of the weights make of them', async () => {
    // All weights are alike: each unit of a layer does the same.
    const widths = [2, 3, 4, 2];
    const model = denseNetwork(widths, {
      activation: 'relu',
      initializer: () => tf.initializers.constant({value: 0.5}),
    });
    const images = {pixels: Float32Array.from([1, 2]), labels: Uint8Array.from([0])};
    const {forward, backward, theory} = await variances(model, images, {start: 'Xavier', widths});
    // (1 + 2) / 2 = 1.5, and 3 x 1.5 / 2 = 2.25.
    expect(forward).toEqual([1.5 ** 2, 2.25 ** 2].map((value) => expect.closeTo(value, 5) as number));
    // The classes are equally likely: dC/ds above is -1/2 and 1/2, of which the same weights make 0.
    expect(backward).toEqual([0, 0]);
    // By Xavier the variance is 2 / (fanIn + fanOut), of which fanIn / 2 times the mean square below is the one above.
    const input = (1 + 4) / 2;
    const first = (input * 2) / (2 + 3);
    expect(theory.forward).toEqual(
      [first, (first * 3) / (3 + 4)].map((value) => expect.closeTo(value, 5) as number),
    );
    model.dispose();
  });

  it('hand on by He what comes from above, and by Xavier less of it', async () => {
    const widths = [2, 3, 4, 2];
    // Rising weights, so that what comes down does not cancel out.
    const initializer = (layer: number) =>
      tf.initializers.randomUniform({minval: 0.1, maxval: 1, seed: layer + 1});
    const model = denseNetwork(widths, {activation: 'relu', initializer});
    const images = {pixels: Float32Array.from([1, 2]), labels: Uint8Array.from([0])};
    const he = await variances(model, images, {start: 'He', widths});
    const xavier = await variances(model, images, {start: 'Xavier', widths});
    expect(xavier.backward).toEqual(he.backward);
    expect(he.backward[1]).toBeGreaterThan(0);
    for (const {theory, backward} of [he, xavier]) expect(theory.backward[1]).toBe(backward[1]);
    // From 4 units down to 3: 4 V / 2, with V = 2 / 3 and 2 / 7.
    expect(he.theory.backward[0]! / he.theory.backward[1]!).toBeCloseTo(4 / 3, 6);
    expect(xavier.theory.backward[0]! / xavier.theory.backward[1]!).toBeCloseTo(4 / 7, 6);
    model.dispose();
  });
});
