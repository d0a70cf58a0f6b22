import * as tf from '@tensorflow/tfjs';
import type {Images} from '../../datasets/Dataset.js';
import {denseNetwork} from '../../examples/lib/denseNetwork.js';
import {percentWrong} from '../../experiments/percentWrong.js';
import {trainClassifier} from '../../experiments/trainClassifier.js';
import {heNormal, xavierUniform} from '../../src/index.js';

/** Points in a square, of the class that says which half they are in; the last ones, of the other class where that is asked for. */
function points(count: number, {wrong = 0, seed = 1} = {}): Images {
  const x = tf.randomUniform([count, 2], 0, 1, 'float32', seed);
  const pixels = x.dataSync<'float32'>();
  x.dispose();
  const labels = Uint8Array.from({length: count}, (_, row) => {
    const label = pixels[2 * row]! < 0.5 ? 0 : 1;
    return row < count - wrong ? label : 1 - label;
  });
  return {pixels, labels};
}

const network = () =>
  denseNetwork([2, 8, 2], {activation: 'tanh', initializer: (layer) => xavierUniform({seed: layer})});

const settings = {rate: () => 0.5, momentum: 0.9, batchSize: 10, epochs: 12, seed: 1};

describe('trainClassifier', () => {
  it('learns, and tells what it tells of each epoch', async () => {
    const model = network();
    const told: number[] = [];
    const onEpochEnd = (_: number, __: string, error: number): void => void told.push(error);
    const {validationErrors, losses} = await trainClassifier(
      model,
      {train: points(200), valid: points(100, {seed: 2})},
      {...settings, onEpochEnd},
    );
    expect(told).toEqual(validationErrors);
    expect(losses).toHaveLength(12);
    expect(losses.at(-1)!).toBeLessThan(losses[0]! / 2);
    expect(Math.min(...validationErrors)).toBeLessThan(10);
    model.dispose();
  });

  it('takes the same steps whether the loss is told once or in parts, and tells their means', async () => {
    const train = points(95);
    const run = async (lossesPerEpoch: number) => {
      const model = network();
      const data = {train, valid: points(20)};
      const {losses} = await trainClassifier(model, data, {...settings, epochs: 2, lossesPerEpoch});
      const weights = Array.from(model.getWeights()[0]!.dataSync());
      model.dispose();
      return {losses, weights};
    };
    const [whole, parts] = [await run(1), await run(4)];
    expect(parts.weights).toEqual(whole.weights);
    expect(parts.losses).toHaveLength(2 * 4);
    for (const epoch of [0, 1]) {
      const [a, b, c, d] = parts.losses.slice(4 * epoch) as [number, number, number, number];
      // Ten batches, the last one of five rows, in parts of three.
      expect((30 * (a + b + c) + 5 * d) / 95).toBeCloseTo(whole.losses[epoch]!, 5);
    }
  });

  it.each([0.9, 'adam'] as const)('makes no step where the rate is 0, by momentum %p', async (momentum) => {
    const model = network();
    const rate = (epoch: number): number => (epoch === 1 ? 0.05 : 0);
    const data = {train: points(200), valid: points(100, {seed: 2})};
    const before = model.getWeights()[0]!.dataSync();
    const {bestEpoch, losses} = await trainClassifier(model, data, {...settings, rate, momentum, epochs: 3});
    // The last one of three that are alike.
    expect(bestEpoch).toBe(3);
    expect(model.getWeights()[0]!.dataSync()).not.toEqual(before);
    expect(losses[1]!).toBeLessThan(losses[0]!);
    expect(losses[2]!).toBeCloseTo(losses[1]!, 5);
    model.dispose();
  });

  it('draws the pixels anew in as many epochs as that is asked for, and leaves those that are 0 or 1', async () => {
    const still = {...settings, rate: () => 0, epochs: 4};
    const lossesOf = async (train: Images, drawnEpochs: number): Promise<number[]> => {
      const model = network();
      const {losses} = await trainClassifier(model, {train, valid: points(20)}, {...still, drawnEpochs});
      model.dispose();
      return losses;
    };
    const grey = points(200);
    const white = {...grey, pixels: grey.pixels.map(Math.round)};
    expect(await lossesOf(white, 4)).toEqual(await lossesOf(white, 0));
    const [first, second, third, fourth] = await lossesOf(grey, 2);
    expect(Math.abs(first! - second!)).toBeGreaterThan(1e-3);
    expect(Math.abs(second! - third!)).toBeGreaterThan(1e-3);
    expect(third).toBeCloseTo(fourth!, 5);
    const [one, ...others] = await lossesOf(grey, 0);
    for (const other of [third, ...others]) expect(other).toBeCloseTo(one!, 5);
  });

  it('ends with the weights of the best epoch', async () => {
    const model = network();
    // All validation labels are wrong: nothing is better than what has learned least.
    const valid = points(100, {wrong: 100, seed: 2});
    const {bestEpoch, validationErrors} = await trainClassifier(
      model,
      {train: points(200), valid},
      {...settings, epochs: 20},
    );
    expect(validationErrors).toHaveLength(20);
    expect(validationErrors[bestEpoch - 1]).toBe(Math.min(...validationErrors));
    expect(percentWrong(model, valid)).toBe(validationErrors[bestEpoch - 1]);
    expect(validationErrors.at(-1)!).toBeGreaterThan(validationErrors[bestEpoch - 1]!);
    model.dispose();
  });

  it('takes the rows in an order that the seed fixes', async () => {
    const weights = async (seed: number): Promise<number[]> => {
      const model = network();
      await trainClassifier(model, {train: points(60), valid: points(20)}, {...settings, epochs: 1, seed});
      const values = Array.from(model.getWeights()[0]!.dataSync());
      model.dispose();
      return values;
    };
    const first = await weights(1);
    expect(await weights(1)).toEqual(first);
    expect(await weights(2)).not.toEqual(first);
  });
});

describe('percentWrong', () => {
  it('counts the rows whose likeliest class is another, in several portions', () => {
    // The identity: the likeliest class is the larger of two numbers.
    const model = tf.sequential({layers: [tf.layers.activation({activation: 'softmax', inputShape: [2]})]});
    const {pixels} = points(2500);
    const labels = Uint8Array.from({length: 2500}, (_, row) =>
      pixels[2 * row]! > pixels[2 * row + 1]! ? 0 : 1,
    );
    for (const row of [0, 1500, 2499]) labels[row] = 1 - labels[row]!;
    expect(percentWrong(model, {pixels, labels})).toBeCloseTo((100 * 3) / 2500, 10);
    model.dispose();
  });

  it('takes NaN for wrong', () => {
    const model = denseNetwork([2, 2], {activation: 'relu', initializer: () => heNormal({seed: 1})});
    tf.tidy(() => model.setWeights([tf.fill([2, 2], NaN), tf.zeros([2])]));
    expect(percentWrong(model, {pixels: new Float32Array(8), labels: new Uint8Array(4)})).toBe(100);
    model.dispose();
  });
});
