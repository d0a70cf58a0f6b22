import * as tf from '@tensorflow/tfjs';
import {DBN} from 'tfjs-dbn';
import {moments, sigmoid, softmax, sum} from '../exact/arithmetic.js';
import {exactFreeEnergy} from '../exact/exactMachine.js';
import {
  binaryStates,
  drawnStack,
  exactStackOf,
  givenLabel,
  inputs,
  labelStates,
  stackDistribution,
  type ExactStack,
} from '../exact/exactStack.js';
import {expectMeans, toRows} from '../monteCarlo.js';
import {read} from '../read.js';
import {artifactsOf, seal} from '../savedInMemory.js';

const STATES = binaryStates(4);

/** The means that the ways up make of data. */
function up({recognition}: ExactStack, v: number[]): number[] {
  return recognition.reduce((below, {weights, bias}) => inputs(below, weights, bias).map(sigmoid), v);
}

/** p(y | h) by the sum over every hidden state of the top machine. */
function classes(exact: ExactStack, v: number[]): number[] {
  const h = up(exact, v);
  return softmax(labelStates(exact.labels).map((label) => -exactFreeEnergy(exact.top, [...h, ...label])));
}

/** The mean over the labels of the top machine's hidden means. */
function features(exact: ExactStack, v: number[]): number[] {
  const {top, labels} = exact;
  const h = up(exact, v);
  const probabilities = classes(exact, v);
  return top.hidden.bias.map((_, unit) =>
    sum(
      labelStates(labels),
      (label, place) =>
        probabilities[place]! * sigmoid(inputs([...h, ...label], top.weights, top.hidden.bias)[unit]!),
    ),
  );
}

describe('a stack with label units', () => {
  let dbn: DBN;
  let exact: ExactStack;
  let x: tf.Tensor2D;
  beforeEach(async () => {
    dbn = drawnStack({visible: 4, hidden: [3, 2], classes: 2});
    exact = await exactStackOf(dbn);
    x = tf.tensor2d(STATES);
  });
  afterEach(() => {
    dbn.dispose();
    x.dispose();
  });

  const expectRows = (tensor: tf.Tensor2D, expected: number[][]): void => {
    expect(tensor.shape).toEqual([expected.length, expected[0]!.length]);
    read(tensor).forEach((value, place) => expect(value).toBeCloseTo(expected.flat()[place]!, 5));
  };

  it('has them in the top machine', () => {
    expect(dbn.numClasses).toBe(2);
    expect(dbn.rbms.map(({numVisible, numClasses}) => [numVisible, numClasses])).toEqual([
      [4, 0],
      [3, 2],
    ]);
  });

  it('classifies by the free energies of the top machine', () => {
    expectRows(
      dbn.predict(x),
      STATES.map((v) => classes(exact, v)),
    );
  });

  it('has features that are means over the labels', () => {
    expectRows(
      dbn.transform(x),
      STATES.map((v) => features(exact, v)),
    );
  });

  it('reconstructs from these, without the labels', () => {
    const {directed, top} = exact;
    expectRows(
      dbn.reconstruct(x),
      STATES.map((v) => {
        const above = features(exact, v);
        const middle = top.visible.bias
          .slice(0, 3)
          .map((bias, i) => sigmoid(above.reduce((sum, mean, j) => sum + mean * top.weights[i]![j]!, bias)));
        return inputs(middle, directed[0]!.weights, directed[0]!.bias).map(sigmoid);
      }),
    );
  });

  it('makes a network of its weights but for those of the labels, which has the features of rows without one', () => {
    const model = dbn.toSequential();
    expectRows(
      model.predict(x) as tf.Tensor2D,
      STATES.map((v) =>
        inputs(up(exact, v), exact.top.weights.slice(0, 3), exact.top.hidden.bias).map(sigmoid),
      ),
    );
    model.dispose();
  });

  describe('sampled from', () => {
    const rows = 4000;

    it.each([0, 1])('comes to the exact distribution of the class that is clamped (%s)', async (label) => {
      const labels = tf.fill([rows], label, 'int32');
      const drawn = read(await dbn.sample({labels, k: 25, show: 'sample', seed: 1}));
      expectMeans(toRows(drawn, 4), givenLabel(exact, label), moments);
      labels.dispose();
    });

    it('comes to the distribution of data of all classes without labels', async () => {
      const drawn = read(await dbn.sample({rows, k: 25, show: 'sample', seed: 1}));
      const {states, probabilities} = stackDistribution(exact);
      expectMeans(
        toRows(drawn, 4),
        {states: states.map((state) => state.slice(0, 4)), probabilities},
        moments,
      );
    });

    it('shows chains as they go, the same as sample takes together', async () => {
      const labels = tf.tensor1d([0, 1, 1], 'int32');
      const args = {labels, k: 3, thinning: 2, seed: 5};
      const shown: number[] = [];
      for await (const states of dbn.samples(args)) {
        expect(states.shape).toEqual([3, 4]);
        shown.push(...read(states));
        if (shown.length === 36) break;
      }
      expect(shown).toEqual(read(await dbn.sample({...args, draws: 3})));
      labels.dispose();
    });

    it('shows chains of the stack as it was when they began', async () => {
      const chains = dbn.samples({rows: 2, k: 1, seed: 1, draws: 2});
      const first = await chains.next();
      const other = drawnStack({visible: 4, hidden: [3, 2], classes: 2});
      const expected = read(await other.sample({rows: 2, k: 1, draws: 2, seed: 1}));
      for (const rbm of dbn.rbms) {
        tf.tidy(() => rbm.setWeights(rbm.getWeights().map((weight) => tf.zerosLike(weight))));
      }
      expect(read(first.value as tf.Tensor)).toEqual(expected.slice(0, 8));
      const second = await chains.next();
      expect(read(second.value as tf.Tensor)).toEqual(expected.slice(8));
      await chains.return();
      other.dispose();
    });
  });

  it('comes back from a file as it was', async () => {
    const loaded = await DBN.load(tf.io.fromMemory(await artifactsOf(dbn)));
    expect(loaded.numClasses).toBe(2);
    expect(read(loaded.predict(x))).toEqual(read(dbn.predict(x)));
    loaded.dispose();
  });

  it('has them in its machine where it has one', () => {
    const single = drawnStack({visible: 4, hidden: [3], classes: 3});
    const [ours, theirs] = [single.predict(x), single.rbms[0]!.predict(x)];
    expect(ours.shape).toEqual([16, 3]);
    expect(read(ours)).toEqual(read(theirs));
    single.dispose();
  });
});

describe('pre-training with labels', () => {
  // Two patterns, in each of whose rows one pixel is another.
  const labels = Array.from({length: 60}, (_, row) => row % 2);
  const rows = labels.map((label, row) =>
    Array.from({length: 6}, (_, pixel) => Number(Number(pixel < 3) === label) ^ Number(pixel === row % 6)),
  );

  it('teaches them to the top machine', async () => {
    const dbn = new DBN({visible: 6, hidden: [8, 8], classes: 2, seed: 1});
    const [x, y] = [tf.tensor2d(rows), tf.tensor1d(labels, 'int32')];
    const histories = await dbn.pretrain(x, {
      labels: y,
      validationData: [x, y],
      epochs: 40,
      verbose: 0,
    });
    expect(histories[0]!.history).not.toHaveProperty('val_accuracy');
    expect(histories[1]!.history['val_accuracy']!.at(-1)).toBe(1);
    expect(read(tf.tidy(() => tf.argMax(dbn.predict(x), 1)))).toEqual(labels);
    tf.dispose([x, y]);
    dbn.dispose();
  });

  it.each<[string, Record<string, tf.TensorLike>]>([
    [
      'pretrain: labels must be a tensor of the classes of 2 rows for a machine with label units, got undefined.',
      {},
    ],
    ['pretrain: labels must be integers from 0 to 1, got 2 at row 1.', {labels: [0, 2]}],
    [
      'pretrain: labels of validationData must be a tensor of the classes of 2 rows for a machine with label units, got undefined.',
      {labels: [0, 1], validationData: [[0], [1]]},
    ],
    [
      "pretrain: unknown option 'validationLabels'; did you mean 'validationData'?",
      {labels: [0, 1], validationLabels: [0, 1]},
    ],
  ])('says before it trains any machine: %s', async (message, args) => {
    const dbn = new DBN({visible: 1, hidden: [2, 2], classes: 2, seed: 1});
    const before = dbn.rbms.flatMap((rbm) => rbm.getWeights().map(read));
    const tensors = Object.fromEntries(
      Object.entries(args).map(([name, values]) => [name, tf.tensor(values)]),
    );
    const x = tf.tensor2d([[0], [1]]);
    await expect(dbn.pretrain(x, {verbose: 0, epochs: 1, ...tensors})).rejects.toThrow(message);
    expect(dbn.rbms.flatMap((rbm) => rbm.getWeights().map(read))).toEqual(before);
    tf.dispose([x, tensors]);
    dbn.dispose();
  });
});

describe('what is wrong with labels of a stack', () => {
  it.each<[string, unknown]>([
    ['DBN: classes must be an integer >= 2, got 1.', 1],
    ["DBN: classes must be an integer >= 2, got 'ten'.", 'ten'],
  ])('says: %s', (message, labels) => {
    expect(() => new DBN({visible: 2, hidden: [2, 2], classes: labels as number})).toThrow(message);
  });

  it('is that there are none', async () => {
    const dbn = new DBN({visible: 2, hidden: [2]});
    const x = tf.tensor2d([[0, 1]]);
    expect(() => dbn.predict(x)).toThrow(
      'predict: this must be a stack with label units, got one without; make it with new DBN({classes: …}).',
    );
    const labels = tf.tensor1d([1], 'int32');
    await expect(dbn.sample({labels})).rejects.toThrow(
      'sample: labels must be left out for a machine without label units, got an object of class Tensor.',
    );
    tf.dispose([x, labels]);
    dbn.dispose();
  });

  it('is wrong data, or a wrong state', async () => {
    const dbn = new DBN({visible: 2, hidden: [2], classes: 2});
    const [x, labels] = [tf.tensor2d([[0, 7]]), tf.tensor1d([2], 'int32')];
    expect(() => dbn.predict(x)).toThrow('predict: x must hold values in [0, 1] for bernoulli units, got 7');
    await expect(dbn.sample({labels})).rejects.toThrow(
      'sample: labels must be integers from 0 to 1, got 2 at row 0.',
    );
    await expect(dbn.samples({draws: 0}).next()).rejects.toThrow(
      'samples: draws must be an integer >= 1, got 0.',
    );
    await expect(dbn.samples({initial: x} as never).next()).rejects.toThrow(
      "samples: unknown option 'initial'.",
    );
    dbn.dispose();
    const message = 'this must be in use, got one that dispose() has freed.';
    expect(() => dbn.predict(x)).toThrow(`predict: ${message}`);
    await expect(dbn.samples().next()).rejects.toThrow(`samples: ${message}`);
    tf.dispose([x, labels]);
  });

  it('is a machine that has not learned what to standardise by', async () => {
    const visible = {units: 2, type: 'gaussian', standardize: true} as const;
    const dbn = new DBN({visible, hidden: [2, 2]});
    await expect(dbn.sample()).rejects.toThrow('sample: this must be trained, since it standardises');
    dbn.dispose();
  });

  it.each<[string, (config: Record<string, unknown>) => void]>([
    ['source must be undamaged, got a single label unit.', (config) => (config['classes'] = 1)],
    ["source's classes must be an integer >= 0, got -2.", (config) => (config['classes'] = -2)],
    [
      "source must be undamaged, got rbm1/weights as 'float32' of shape [4, 2] instead of [5, 2].",
      (config) => (config['classes'] = 3),
    ],
  ])('says of a file: %s', async (message, change) => {
    const dbn = new DBN({visible: 2, hidden: [2, 2], classes: 2});
    const artifacts = structuredClone(await artifactsOf(dbn));
    change((artifacts.modelTopology as {config: Record<string, unknown>}).config);
    await seal(artifacts);
    await expect(DBN.load(tf.io.fromMemory(artifacts))).rejects.toThrow(`DBN.load: ${message}`);
    dbn.dispose();
  });
});
