import * as tf from '@tensorflow/tfjs';
import {heNormal, heUniform, KaimingNormal, xavierNormal, XavierNormal, xavierUniform} from 'tfjs-dbn';
import {correlation, deviation, mean, variance} from '../statistics.js';

/** The values that an initializer gives a kernel. */
function draw(initializer: {apply(shape: number[]): tf.Tensor}, shape: number[]): Float32Array {
  const kernel = initializer.apply(shape);
  const values = kernel.dataSync<'float32'>();
  kernel.dispose();
  return values;
}

function maximum(values: Float32Array): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

const DENSE = [512, 512];
const CONV = [3, 3, 64, 128];

// 262,144 and 73,728 draws: the standard error of the measured deviation is 0.14 % and 0.26 %.
describe.each([
  ['xavierNormal', xavierNormal({seed: 1}), Math.sqrt(2 / 1024), Math.sqrt(2 / 1728)],
  [
    'xavierNormal, truncated',
    xavierNormal({seed: 1, truncated: true}),
    Math.sqrt(2 / 1024),
    Math.sqrt(2 / 1728),
  ],
  ['xavierUniform', xavierUniform({seed: 1}), Math.sqrt(2 / 1024), Math.sqrt(2 / 1728)],
  ['heNormal', heNormal({seed: 1}), Math.sqrt(2 / 512), Math.sqrt(2 / 576)],
  ['heNormal, truncated', heNormal({seed: 1, truncated: true}), Math.sqrt(2 / 512), Math.sqrt(2 / 576)],
  ['heUniform', heUniform({seed: 1}), Math.sqrt(2 / 512), Math.sqrt(2 / 576)],
])('%s', (_, initializer, denseDeviation, convDeviation) => {
  it('has the deviation of the formula on a dense kernel, within 1 %', () => {
    expect(Math.abs(deviation(draw(initializer, DENSE)) / denseDeviation - 1)).toBeLessThan(0.01);
  });

  it('has the deviation of the formula on a convolution kernel, within 1 %', () => {
    expect(Math.abs(deviation(draw(initializer, CONV)) / convDeviation - 1)).toBeLessThan(0.01);
  });

  it('has mean 0', () => {
    expect(Math.abs(mean(draw(initializer, DENSE)))).toBeLessThan((4 * denseDeviation) / 512);
  });
});

describe('the scales of published kernels', () => {
  it.each([
    [[784, 1000], 0.05799335, 0.03348248, 0.05050763, 0.08748178],
    [[1000, 1000], 0.05477226, 0.03162278, 0.04472136, 0.07745967],
    [[3, 3, 64, 128], 0.05892557, 0.03402069, 0.05892557, 0.10206207],
  ])('%j', (shape, glorotBound, glorotDeviation, heDeviation, heBound) => {
    // A million uniform draws come within 1e-4 of their bound but in one of e^50 cases.
    expect(maximum(draw(xavierUniform({seed: 2}), shape)) / glorotBound).toBeCloseTo(1, 3);
    expect(maximum(draw(xavierUniform({seed: 2}), shape))).toBeLessThanOrEqual(glorotBound * (1 + 1e-6));
    expect(maximum(draw(heUniform({seed: 2}), shape)) / heBound).toBeCloseTo(1, 3);
    expect(maximum(draw(heUniform({seed: 2}), shape))).toBeLessThanOrEqual(heBound * (1 + 1e-6));
    expect(Math.abs(deviation(draw(xavierNormal({seed: 2}), shape)) / glorotDeviation - 1)).toBeLessThan(
      0.01,
    );
    expect(Math.abs(deviation(draw(heNormal({seed: 2}), shape)) / heDeviation - 1)).toBeLessThan(0.01);
  });

  it("are not those of tfjs's heNormal, whose deviation is 0.88 of the formula", () => {
    const theirs = deviation(draw(tf.initializers.heNormal({seed: 1}), DENSE));
    expect(theirs / Math.sqrt(2 / 512)).toBeCloseTo(0.88, 2);
  });
});

describe('a truncated initializer', () => {
  it('cuts at two deviations of the normal before the cut', () => {
    const cut = (2 * Math.sqrt(2 / 512)) / 0.879625661;
    const values = draw(heNormal({seed: 1, truncated: true}), DENSE);
    expect(maximum(values)).toBeLessThanOrEqual(cut * (1 + 1e-6));
    expect(maximum(values)).toBeGreaterThan(cut * 0.99);
  });
});

describe('gain', () => {
  it('widens the deviation by a number or by what a nonlinearity asks for', () => {
    const plain = draw(xavierNormal({seed: 1}), [8, 8]);
    const wider = draw(xavierNormal({seed: 1, gain: 2}), [8, 8]);
    const tanh = draw(xavierNormal({seed: 1, gain: 'tanh'}), [8, 8]);
    expect(wider[5]! / plain[5]!).toBeCloseTo(2, 5);
    expect(tanh[5]! / plain[5]!).toBeCloseTo(5 / 3, 5);
  });

  it("replaces the rectifier's in He's initializers", () => {
    const plain = draw(heUniform({seed: 1}), [8, 8]);
    const linear = draw(heUniform({seed: 1, gain: 'linear'}), [8, 8]);
    expect(plain[5]! / linear[5]!).toBeCloseTo(Math.SQRT2, 5);
  });
});

describe("He's mode and negative slope", () => {
  it('divide by the fan that is named', () => {
    const shape = [2, 8];
    const fanIn = draw(heNormal({seed: 1}), shape)[3]!;
    expect(fanIn / draw(heNormal({seed: 1, mode: 'fanOut'}), shape)[3]!).toBeCloseTo(Math.sqrt(8 / 2), 5);
    expect(fanIn / draw(heNormal({seed: 1, mode: 'fanAvg'}), shape)[3]!).toBeCloseTo(Math.sqrt(5 / 2), 5);
  });

  it('narrow the deviation by sqrt(1 + slope^2)', () => {
    const plain = draw(heNormal({seed: 1}), [8, 8])[3]!;
    expect(plain / draw(heNormal({seed: 1, negativeSlope: 0.25}), [8, 8])[3]!).toBeCloseTo(
      1.41421356 / 1.37198868,
      5,
    );
  });
});

describe('in a deep network of linear units', () => {
  /** The variance of 50 gradients after three square layers, over that before them. */
  function backwardRatio(kernels: tf.Tensor[]): number {
    return tf.tidy(() => {
      const gradients = tf.randomNormal([50, 400], 0, 1, 'float32', 1);
      const below = kernels.reduce((above, kernel) => tf.matMul(above, kernel, false, true), gradients);
      return variance(below.dataSync()) / variance(gradients.dataSync());
    });
  }

  // The variance of a kernel of 160,000 weights is off by 0.35 %; that of 50 x 400 gradients by 1 %.
  it("Xavier's start keeps the variance of the gradients, and U[-1/sqrt(n), 1/sqrt(n)] divides it by 3 a layer", () => {
    const initializer = xavierUniform({seed: 1});
    const xavier = [1, 2, 3].map(() => initializer.apply([400, 400]));
    const standard = [1, 2, 3].map((seed) => tf.randomUniform([400, 400], -1 / 20, 1 / 20, 'float32', seed));
    expect(Math.abs(backwardRatio(xavier) - 1)).toBeLessThan(0.05);
    expect(Math.abs(27 * backwardRatio(standard) - 1)).toBeLessThan(0.05);
    tf.dispose([...xavier, ...standard]);
  });
});

describe('layout', () => {
  it('gives a depthwise kernel the 9 inputs a unit that it has', () => {
    const values = draw(heNormal({seed: 1, layout: 'depthwise'}), [3, 3, 256, 1]);
    // 2304 draws: a standard error of 1.5 %.
    expect(Math.abs(deviation(values) / Math.sqrt(2 / 9) - 1)).toBeLessThan(0.06);
  });

  it("does not give it the 2304 inputs that tfjs's heNormal counts", () => {
    const theirs = deviation(draw(tf.initializers.heNormal({seed: 1}), [3, 3, 256, 1]));
    expect(theirs / Math.sqrt(2 / 9)).toBeLessThan(0.06);
  });

  it('gives every kernel of a separable and a transposed convolution its scale', () => {
    const separable = tf.layers.separableConv2d({
      filters: 512,
      kernelSize: 3,
      inputShape: [8, 8, 256],
      depthwiseInitializer: heNormal({seed: 1, layout: 'separable'}),
    });
    const transposed = tf.layers.conv2dTranspose({
      filters: 32,
      kernelSize: 3,
      inputShape: [8, 8, 128],
      kernelInitializer: heNormal({seed: 1, layout: 'transposed'}),
    });
    const models = [separable, transposed].map((layer) => tf.sequential({layers: [layer]}));
    const [depthwise, pointwise] = separable.getWeights().map((kernel) => deviation(kernel.dataSync()));
    expect(Math.abs(depthwise! / Math.sqrt(2 / 9) - 1)).toBeLessThan(0.06);
    expect(Math.abs(pointwise! / Math.sqrt(2 / 256) - 1)).toBeLessThan(0.01);
    const kernel = deviation(transposed.getWeights()[0]!.dataSync());
    expect(Math.abs(kernel / Math.sqrt(2 / (9 * 128)) - 1)).toBeLessThan(0.02);
    models.forEach((model) => model.dispose());
  });
});

describe('seed', () => {
  const bound = 4 / Math.sqrt(64 * 64);

  it('fixes the weights, 0 like any other', () => {
    expect(draw(xavierNormal({seed: 0}), [64, 64])).toEqual(draw(xavierNormal({seed: 0}), [64, 64]));
    expect(draw(xavierNormal({seed: 0}), [64, 64])).not.toEqual(draw(xavierNormal({seed: 1}), [64, 64]));
  });

  it('gives the layers of one instance weights that are not correlated', () => {
    const initializer = xavierNormal({seed: 0});
    const [first, second] = [draw(initializer, [64, 64]), draw(initializer, [64, 64])];
    expect(Math.abs(correlation(first, second))).toBeLessThan(bound);
  });

  it('gives kernels of other shapes weights that are not correlated', () => {
    const square = draw(xavierNormal({seed: 0}), [64, 64]);
    const wide = draw(xavierNormal({seed: 0}), [32, 128]);
    expect(Math.abs(correlation(square, wide))).toBeLessThan(bound);
  });

  it('left out gives other weights each time', () => {
    expect(draw(xavierNormal(), [8, 8])).not.toEqual(draw(xavierNormal(), [8, 8]));
  });
});

describe('in tfjs layers', () => {
  /** A kernel's deviation in a network whose layer is given this initializer. */
  function kernelDeviation(kernelInitializer: object | string): number {
    const model = tf.sequential({
      layers: [
        tf.layers.dense({units: 256, inputShape: [256], kernelInitializer: kernelInitializer as never}),
      ],
    });
    const value = deviation(model.getWeights()[0]!.dataSync());
    model.dispose();
    return value;
  }

  it.each([
    ['XavierNormal', Math.sqrt(2 / 512)],
    ['XavierUniform', Math.sqrt(2 / 512)],
    ['KaimingNormal', Math.sqrt(2 / 256)],
    ['KaimingUniform', Math.sqrt(2 / 256)],
  ])('%s works by class name', (name, expected) => {
    expect(Math.abs(kernelDeviation(name) / expected - 1)).toBeLessThan(0.02);
  });

  it.each([
    ['XavierNormal', xavierNormal, Math.sqrt(2 / 512)],
    ['XavierUniform', xavierUniform, Math.sqrt(2 / 512)],
    ['KaimingNormal', heNormal, Math.sqrt(1 / 256)],
    ['KaimingUniform', heUniform, Math.sqrt(1 / 256)],
  ])('%s works by instance and by configuration', (className, initializer, unitGain) => {
    const instance = kernelDeviation(initializer({seed: 3, gain: 2}));
    const config = kernelDeviation({className, config: {seed: 3, gain: 2}});
    expect(Math.abs(instance / (2 * unitGain) - 1)).toBeLessThan(0.02);
    expect(config).toBe(instance);
  });

  it("leaves the built-in 'heNormal' as it is", () => {
    expect(kernelDeviation('heNormal') / Math.sqrt(2 / 256)).toBeCloseTo(0.88, 1);
  });

  it.each([
    ['XavierNormal', {seed: 0, gain: 'tanh', truncated: true, layout: 'standard'}, xavierNormal],
    ['XavierUniform', {seed: 1, gain: 2}, xavierUniform],
    ['KaimingNormal', {seed: 0, gain: 'leakyRelu', mode: 'fanAvg', truncated: true}, heNormal],
    ['KaimingUniform', {negativeSlope: 0.2, mode: 'fanOut'}, heUniform],
  ] as const)('%s survives saving and loading with its options', async (className, args, initializer) => {
    const kernelInitializer = (initializer as (options: object) => KaimingNormal)(args);
    const model = tf.sequential({layers: [tf.layers.dense({units: 4, inputShape: [3], kernelInitializer})]});
    let saved: tf.io.ModelArtifacts | undefined;
    await model.save(
      tf.io.withSaveHandler((artifacts) => {
        saved = artifacts;
        return Promise.resolve({modelArtifactsInfo: {dateSaved: new Date(), modelTopologyType: 'JSON'}});
      }),
    );
    const loaded = await tf.loadLayersModel(tf.io.fromMemory(saved!));
    expect(loaded.layers[0]!.getConfig()['kernelInitializer']).toEqual({className, config: args});
    expect(loaded.getWeights()[0]!.dataSync()).toEqual(model.getWeights()[0]!.dataSync());
    model.dispose();
    loaded.dispose();
  });

  it('gives an equal initializer from its configuration', () => {
    const original = new XavierNormal({seed: 4, layout: 'transposed'});
    const copy = XavierNormal.fromConfig(XavierNormal, original.getConfig()) as XavierNormal;
    expect(draw(copy, [4, 4])).toEqual(draw(original, [4, 4]));
  });
});

describe('a wrong option', () => {
  it.each([
    ['xavierNormal: seed must be an integer >= 0, got -1.', () => xavierNormal({seed: -1})],
    ['xavierNormal: seed must be an integer >= 0, got 0.5.', () => xavierNormal({seed: 0.5})],
    ["xavierUniform: seed must be an integer >= 0, got '1'.", () => xavierUniform({seed: '1' as never})],
    ['heNormal: gain must be a number > 0, got 0.', () => heNormal({gain: 0})],
    ["xavierNormal: gain must be one of 'linear',", () => xavierNormal({gain: 'gelu' as never})],
    ["xavierNormal: layout must be one of 'standard',", () => xavierNormal({layout: 'x' as never})],
    [
      'heNormal: gain must be left out where negativeSlope is given, got 1.',
      () => heNormal({gain: 1, negativeSlope: 0}),
    ],
    [
      "heUniform: mode must be one of 'fanIn', 'fanOut', 'fanAvg', got 'fan_in'.",
      () => heUniform({mode: 'fan_in' as never}),
    ],
    ["heUniform: unknown option 'truncated'.", () => heUniform({truncated: true} as never)],
    ['xavierNormal: truncated must be true or false, got 1.', () => xavierNormal({truncated: 1 as never})],
    ["apply: dtype must be 'float32', got 'int32'.", () => new KaimingNormal().apply([2, 2], 'int32')],
  ])('says: %s', (message, call) => {
    expect(call).toThrow(message);
  });
});
