import * as tf from '@tensorflow/tfjs';
import {RBM, type FitArgs} from 'tfjs-dbn';
import {replaceParameters} from '../../src/energy/Machine.js';
import {expectedCd1Gradient} from '../exact/gibbsStep.js';
import {TINY, tinyMachine} from '../exact/tinyMachine.js';
import {read} from '../read.js';

const DATA = [
  [1, 0, 1],
  [0, 1, 1],
  [1, 1, 0],
];

/** The exact gradient of the mean log-likelihood of the data. */
const EXACT = [
  [0.14762435, 0.13781184, 0.0242483, -0.10255694, -0.09993406, -0.13423284],
  [0.27774205, -0.00956444, -0.1331323],
  [0.03871795, -0.09452202],
];

describe.each(['tensor', 'wasm'] as const)('the %s engine', (engine) => {
  /** Settings under which one batch changes the parameters by the estimated gradient itself. */
  const ONE_STEP: FitArgs = {
    engine,
    epochs: 1,
    learningRate: 1,
    momentum: 0,
    weightDecay: 0,
    centering: 'off',
    biasFromData: false,
    shuffle: false,
    verbose: 0,
  };

  /** The change of each parameter by one training step on all rows at once. */
  async function change(rbm: RBM, rows: number[][], args: FitArgs = {}): Promise<number[][]> {
    const x = tf.tensor2d(rows);
    const before = rbm.getWeights();
    await rbm.fit(x, {...ONE_STEP, batchSize: rows.length, ...args});
    const after = rbm.getWeights();
    const difference = after.map((parameter, place) =>
      read(tf.tidy(() => tf.sub(parameter, before[place]!))),
    );
    tf.dispose([x, before, after]);
    return difference;
  }

  /** Sets a machine's parameters, given as nested numbers. */
  function set(rbm: RBM, weights: number[][], visibleBias: number[], hiddenBias: number[]): void {
    tf.tidy(() => rbm.setWeights([tf.tensor2d(weights), tf.tensor1d(visibleBias), tf.tensor1d(hiddenBias)]));
  }

  describe('a step of CD-1', () => {
    it('changes the parameters by the expected gradient, in the mean over many rows', async () => {
      const expected = expectedCd1Gradient(TINY, DATA);
      [0.12579106, 0.12685477, 0.0122967, -0.09666115, -0.08064133, -0.09410737].forEach((value, place) =>
        expect(expected.weights[place]).toBeCloseTo(value, 7),
      );
      const copies = 40_000;
      const rbm = tinyMachine();
      const [weights, visibleBias, hiddenBias] = await change(
        rbm,
        Array.from({length: copies}, () => DATA).flat(),
      );
      // Only the negative phase is random, and its terms lie in [0, 1]: a deviation of at most 1/2 a row.
      const bound = (4 * 0.5) / Math.sqrt(copies * DATA.length);
      const compare = (values: number[], targets: number[]): void =>
        targets.forEach((target, place) => expect(Math.abs(values[place]! - target)).toBeLessThan(bound));
      compare(weights!, expected.weights);
      compare(visibleBias!, expected.visibleBias);
      compare(hiddenBias!, expected.hiddenBias);
      rbm.dispose();
    });

    it('uses probabilities of hidden units on both sides of the gradient', async () => {
      const rbm = new RBM({visible: 2, hidden: 3, seed: 1});
      set(
        rbm,
        [
          [0, 0, 0],
          [0, 0, 0],
        ],
        [0, 0],
        [0.3, -0.2, 0],
      );
      const [, , hiddenBias] = await change(rbm, [[1, 0]]);
      expect(hiddenBias).toEqual([0, 0, 0]);
      rbm.dispose();
    });

    it('uses probabilities for the gradient of the weights too', async () => {
      const rbm = new RBM({visible: {units: 1, type: 'gaussian'}, hidden: 2, seed: 1});
      set(rbm, [[0, 0]], [0], [0.3, -0.2]);
      // The reconstruction is 0, so only the positive phase is left: v0 p(h | v0).
      const [weights] = await change(rbm, [[2]], {reconstruction: 'mean'});
      expect(weights![0]).toBeCloseTo(2 / (1 + Math.exp(-0.3)), 6);
      expect(weights![1]).toBeCloseTo(2 / (1 + Math.exp(0.2)), 6);
      rbm.dispose();
    });

    it.each([1, 2, 3])('samples the hidden units that make every reconstruction, k = %d', async (k) => {
      const seen = new Set<number>();
      for (let seed = 0; seed < 20; ++seed) {
        const rbm = new RBM({visible: {units: 1, type: 'gaussian'}, hidden: 1, seed});
        set(rbm, [[4]], [0], [0]);
        const [, visibleBias] = await change(rbm, [[0]], {reconstruction: 'mean', k: k});
        seen.add(visibleBias![0]!);
        rbm.dispose();
      }
      // v0 - v1 with v1 = 4 h: a hidden unit driven by its probability would give -2.
      expect([...seen].sort((a, b) => a - b)).toEqual([-4, 0]);
    });

    it('gives every row noise of its own', async () => {
      const rbm = new RBM({visible: 200, hidden: 1, seed: 1});
      tf.tidy(() => rbm.setWeights([tf.zeros([200, 1]), tf.zeros([200]), tf.zeros([1])]));
      const rows = Array.from({length: 100}, () => new Array<number>(200).fill(0));
      const [, visibleBias] = await change(rbm, rows);
      // The mean of 100 independent coins, not 0 or 1 as from one row of noise for the whole batch.
      expect(visibleBias!.every((value) => -value > 0.2 && -value < 0.8)).toBe(true);
      rbm.dispose();
    });

    it('with mean reconstructions shows the means to the hidden units', async () => {
      const rbm = new RBM({visible: 2, hidden: 1, seed: 1});
      set(rbm, [[0], [0]], [0.5, -1], [0]);
      const [, visibleBias] = await change(rbm, [[1, 0]], {reconstruction: 'mean'});
      expect(visibleBias![0]).toBeCloseTo(1 - 1 / (1 + Math.exp(-0.5)), 6);
      expect(visibleBias![1]).toBeCloseTo(-1 / (1 + Math.exp(1)), 6);
      rbm.dispose();
    });

    it('with Gaussian units draws reconstructions of variance 1', async () => {
      const rbm = new RBM({visible: {units: 2000, type: 'gaussian'}, hidden: 1, seed: 1});
      tf.tidy(() => rbm.setWeights([tf.zeros([2000, 1]), tf.fill([2000], 3), tf.zeros([1])]));
      const [, visibleBias] = await change(rbm, [new Array<number>(2000).fill(3)]);
      const variance = visibleBias!.reduce((sum, value) => sum + value ** 2, 0) / 2000;
      expect(Math.abs(variance - 1)).toBeLessThan(4 * Math.sqrt(2 / 2000));
      rbm.dispose();
    });
  });

  describe('CD-k', () => {
    it('comes to the exact gradient as k grows', async () => {
      const copies = 10_000;
      const rbm = tinyMachine();
      const gradient = await change(rbm, Array.from({length: copies}, () => DATA).flat(), {k: 10});
      const bound = (4 * 0.5) / Math.sqrt(copies * DATA.length);
      EXACT.forEach((values, parameter) =>
        values.forEach((value, place) =>
          expect(Math.abs(gradient[parameter]![place]! - value)).toBeLessThan(bound),
        ),
      );
      rbm.dispose();
    });
  });

  // A hidden unit that is never on leaves one deterministic unit: the gradient of b is v0 - b, that of W is 0.
  describe('the update', () => {
    const lonely = (weight = 0): RBM => {
      const rbm = new RBM({visible: {units: 1, type: 'gaussian'}, hidden: 1, seed: 1});
      set(rbm, [[weight]], [0], [-1000]);
      return rbm;
    };
    const settings: FitArgs = {
      engine,
      reconstruction: 'mean',
      weightDecay: 0,
      biasFromData: false,
      shuffle: false,
      verbose: 0,
    };

    async function train(rbm: RBM, rows: number[], args: FitArgs): Promise<number[]> {
      const x = tf.tensor2d(rows, [rows.length, 1]);
      await rbm.fit(x, {...settings, ...args});
      const parameters = rbm.getWeights();
      const values = parameters.map((parameter) => read(parameter)[0]!);
      x.dispose();
      rbm.dispose();
      return values;
    }

    it('keeps the learning rate out of the velocity', async () => {
      const [, visibleBias] = await train(lonely(), [1], {
        epochs: 2,
        momentum: 0.5,
        learningRate: [
          [0, 0.1],
          [1, 0.2],
        ],
      });
      // v = 1, b = .1; then v = .5 * 1 + .9 = 1.4, b = .1 + .2 * 1.4.
      expect(visibleBias).toBeCloseTo(0.38, 6);
    });

    it("follows Hinton's switch of the momentum by default", async () => {
      const velocities: number[] = [];
      let [velocity, bias] = [0, 0];
      for (let epoch = 0; epoch < 7; ++epoch) {
        velocity = (epoch < 5 ? 0.5 : 0.9) * velocity + (1 - bias);
        bias += 0.1 * velocity;
        velocities.push(velocity);
      }
      const [, visibleBias] = await train(lonely(), [1], {epochs: 7, learningRate: 0.1});
      expect(visibleBias).toBeCloseTo(bias, 5);
    });

    it('decays the weights and not the biases', async () => {
      const [weight, visibleBias] = await train(lonely(2), [0], {
        epochs: 3,
        momentum: 0,
        learningRate: 0.1,
        weightDecay: 0.5,
      });
      expect(weight).toBeCloseTo(2 * (1 - 0.1 * 0.5) ** 3, 6);
      expect(visibleBias).toBe(0);
    });

    it('divides a short last batch by its own size', async () => {
      const [, visibleBias] = await train(lonely(), [0, 0, 6], {
        epochs: 1,
        batchSize: 2,
        momentum: 0,
        learningRate: 1,
      });
      expect(visibleBias).toBeCloseTo(6, 5);
    });

    it('divides the gradient of the weights in a short last batch by its own size', async () => {
      // A hidden unit that is always on: the gradient of W is v0 - v1 with v1 = b + W.
      const rbm = new RBM({visible: {units: 1, type: 'gaussian'}, hidden: 1, seed: 1});
      set(rbm, [[0]], [0], [1000]);
      const [weight] = await train(rbm, [0, 0, 6], {epochs: 1, batchSize: 2, momentum: 0, learningRate: 1});
      expect(weight).toBeCloseTo(6, 5);
    });

    it('takes each epoch in another order, every row once', async () => {
      const rbm = lonely();
      const rows = Array.from({length: 12}, (_, row) => row - 6);
      const rate = 2 ** -12;
      const order: number[] = [];
      let bias = 0;
      await train(rbm, rows, {
        epochs: 2,
        batchSize: 1,
        shuffle: true,
        momentum: 0,
        learningRate: rate,
        callbacks: {
          onBatchEnd: () => {
            const [weights, visibleBias, hiddenBias] = rbm.getWeights();
            const next = visibleBias.dataSync()[0]!;
            order.push(Math.round((next - bias) / rate + bias));
            bias = next;
            tf.dispose([weights, visibleBias, hiddenBias]);
          },
        },
      });
      const [first, second] = [order.slice(0, 12), order.slice(12)];
      expect([...first].sort((a, b) => a - b)).toEqual(rows);
      expect([...second].sort((a, b) => a - b)).toEqual(rows);
      expect(first).not.toEqual(rows);
      expect(second).not.toEqual(first);
    });
  });

  describe('persistent chains', () => {
    it('lead to the exact gradient, given the steps to forget their start', async () => {
      const chains = 30_000;
      const rbm = tinyMachine();
      const args: FitArgs = {estimator: {type: 'pcd', chains}, k: 20};
      const [weights, visibleBias, hiddenBias] = await change(rbm, DATA, args);
      // Only the negative phase is random: a deviation of at most 1/2 a chain.
      const bound = (4 * 0.5) / Math.sqrt(chains);
      EXACT.forEach((values, parameter) =>
        values.forEach((value, place) =>
          expect(Math.abs([weights, visibleBias, hiddenBias][parameter]![place]! - value)).toBeLessThan(
            bound,
          ),
        ),
      );
      rbm.dispose();
    });

    it('go on from step to step', async () => {
      // Units that agree and leave 0 or 1 once in about 200 steps: chains that started anew would be near 0 throughout.
      const rbm = new RBM({visible: 1, hidden: 1, seed: 3});
      set(rbm, [[12]], [-6], [-6]);
      const steps = 2000;
      const learningRate = 1e-4;
      const x = tf.zeros([steps, 1]);
      const states: number[] = [];
      let before = -6;
      await rbm.fit(x, {
        ...ONE_STEP,
        batchSize: 1,
        learningRate,
        estimator: {type: 'pcd', chains: 1},
        callbacks: {
          onBatchEnd: () => {
            const weights = rbm.getWeights();
            const bias = read(weights[1])[0]!;
            states.push(Math.round((before - bias) / learningRate));
            before = bias;
            tf.dispose(weights);
          },
        },
      });
      const ones = states.filter((state) => state === 1).length;
      const changes = states.filter((state, step) => step > 0 && state !== states[step - 1]).length;
      expect(ones).toBeGreaterThan(steps / 10);
      expect(ones).toBeLessThan((9 * steps) / 10);
      expect(changes).toBeLessThan(steps / 20);
      x.dispose();
      rbm.dispose();
    });
  });

  describe('the penalties', () => {
    const quiet: FitArgs = {...ONE_STEP, reconstruction: 'mean', learningRate: 0.1};

    it('draw every weight to 0 by the same step with L1', async () => {
      const rbm = new RBM({visible: {units: 1, type: 'gaussian'}, hidden: 3, seed: 1});
      set(rbm, [[2, -1, 0]], [0], [-1000, -1000, -1000]);
      const [weights] = await change(rbm, [[0]], {...quiet, l1Decay: 0.5});
      [-0.05, 0.05, 0].forEach((value, unit) => expect(weights![unit]).toBeCloseTo(value, 6));
      rbm.dispose();
    });

    it('draw each hidden unit to the sparsity target, by its bias and by its weights in proportion to their input', async () => {
      const rbm = new RBM({visible: {units: 2, type: 'gaussian'}, hidden: 2, seed: 1});
      set(
        rbm,
        [
          [0, 0],
          [0, 0],
        ],
        [3, -1],
        [0, Math.log(4)],
      );
      // The reconstruction is the data's mean, so that the likelihood asks for nothing: q = 1/2 and 4/5, p - q = -.4, -.7.
      const args: FitArgs = {...quiet, sparsity: {target: 0.1, cost: 0.5}};
      const [weights, visibleBias, hiddenBias] = await change(rbm, [[3, -1]], args);
      expect(visibleBias).toEqual([0, 0]);
      [-0.02, -0.035].forEach((value, unit) => {
        expect(hiddenBias![unit]).toBeCloseTo(value, 6);
        expect(weights![unit]).toBeCloseTo(3 * value, 6);
        expect(weights![2 + unit]).toBeCloseTo(-value, 6);
      });
      rbm.dispose();
    });

    it('judge a unit by the decaying average of its means', async () => {
      const rbm = new RBM({visible: {units: 1, type: 'gaussian'}, hidden: 1, seed: 1});
      set(rbm, [[1]], [0], [0]);
      const x = tf.tensor2d([[0], [10]]);
      const warn = jest.spyOn(console, 'warn').mockImplementation();
      await rbm.fit(x, {
        ...quiet,
        batchSize: 1,
        learningRate: 1e-6,
        sparsity: {target: 0.25, cost: 1e5, decay: 0.75},
      });
      warn.mockRestore();
      // The first mean is 1/2, the second 1: averages 1/2 and .625, so the bias moves by .1 (-.25 - .375), but for the rest of
      // the gradient, which is at most 1e-6 a step.
      const parameters = rbm.getWeights();
      expect(Math.abs(read(parameters[2])[0]! + 0.0625)).toBeLessThan(1e-3);
      tf.dispose([x, parameters]);
      rbm.dispose();
    });
  });

  describe('a centred step', () => {
    it.each(['data', 'average'] as const)(
      "by '%s' leaves to the biases what does not vary",
      async (centering) => {
        // A hidden unit that is always on, and a reconstruction of 0: the gradient of W is v0, and so is that of b. In a centred
        // machine, l = 1, that of W is v0 - v0 l.
        const rbm = new RBM({visible: {units: 1, type: 'gaussian'}, hidden: 1, seed: 1});
        set(rbm, [[0]], [0], [1000]);
        const args: FitArgs = {reconstruction: 'mean', learningRate: 0.1, centering};
        const [weights, visibleBias] = await change(rbm, [[2]], args);
        expect(weights![0]).toBeCloseTo(0, 6);
        expect(visibleBias![0]).toBeCloseTo(0.2, 6);
        rbm.dispose();
      },
    );

    it('tells the gradient of the centred weights in the biases', async () => {
      const rbm = new RBM({visible: {units: 1, type: 'gaussian'}, hidden: 1, seed: 1});
      set(rbm, [[2]], [0], [-1000]);
      // Nothing but the L1 penalty draws at the weight, by -1/2; m = 3 of the data, db = 3, l = 0: dc = -3 (-1/2).
      const args: FitArgs = {reconstruction: 'mean', learningRate: 0.1, centering: 'data', l1Decay: 0.5};
      const [weights, visibleBias, hiddenBias] = await change(rbm, [[3]], args);
      expect(weights![0]).toBeCloseTo(-0.05, 6);
      expect(visibleBias![0]).toBeCloseTo(0.3, 6);
      expect(hiddenBias![0]).toBeCloseTo(0.15, 3);
      rbm.dispose();
    });
  });

  describe('a limit of the norm', () => {
    it('shortens the weights of the hidden units that are longer, and no others', async () => {
      const rbm = new RBM({visible: {units: 2, type: 'gaussian'}, hidden: 2, seed: 1});
      set(
        rbm,
        [
          [3, 0.3],
          [-4, 0.4],
        ],
        [0, 0],
        [-1000, -1000],
      );
      const [weights] = await change(rbm, [[0, 0]], {reconstruction: 'mean', maxNorm: 1});
      [0.6 - 3, 0, -0.8 + 4, 0].forEach((value, place) => expect(weights![place]).toBeCloseTo(value, 6));
      rbm.dispose();
    });
  });

  describe('dropout', () => {
    it.each<FitArgs>([{}, {estimator: {type: 'pcd', chains: 1}}])(
      'leaves out its share of each unit, %p',
      async (args) => {
        const copies = 10_000;
        const rbm = new RBM({visible: {units: 1, type: 'gaussian'}, hidden: 3, seed: 1});
        set(rbm, [[0, 0, 0]], [0], [1000, 1000, 1000]);
        // A reconstruction of 0: the gradient of W is the share of the rows of 1 that keep the unit.
        const rows = Array.from({length: copies}, () => [1]);
        const [weights] = await change(rbm, rows, {reconstruction: 'mean', dropout: 0.3, ...args});
        const bound = 4 * Math.sqrt((0.3 * 0.7) / copies);
        weights!.forEach((value) => expect(Math.abs(value - 0.7)).toBeLessThan(bound));
        rbm.dispose();
      },
    );
  });

  describe('Gaussian hidden units', () => {
    it('are drawn from their input with variance 1', async () => {
      const units = 400;
      const rbm = new RBM({visible: {units, type: 'gaussian'}, hidden: {units, type: 'gaussian'}, seed: 1});
      tf.tidy(() => rbm.setWeights([tf.eye(units), tf.zeros([units]), tf.fill([units], 3)]));
      // Each visible unit shows the state of one hidden unit.
      const [, visibleBias] = await change(rbm, [new Array<number>(units).fill(0)], {reconstruction: 'mean'});
      const states = visibleBias!.map((value) => -value);
      const mean = states.reduce((sum, value) => sum + value, 0) / units;
      const variance = states.reduce((sum, value) => sum + (value - 3) ** 2, 0) / units;
      expect(Math.abs(mean - 3)).toBeLessThan(4 / Math.sqrt(units));
      expect(Math.abs(variance - 1)).toBeLessThan(4 * Math.sqrt(2 / units));
      rbm.dispose();
    });

    it('have no bound in either phase', async () => {
      const rbm = new RBM({
        visible: {units: 1, type: 'gaussian'},
        hidden: {units: 1, type: 'gaussian'},
        seed: 1,
      });
      set(rbm, [[0]], [0], [-5]);
      const [weights] = await change(rbm, [[2]], {reconstruction: 'mean'});
      expect(weights![0]).toBeCloseTo(-10, 5);
      rbm.dispose();
    });
  });

  describe('learned variances', () => {
    /** A machine whose hidden units are never on, with a variance of 4. */
    const lonely = (): RBM => {
      const rbm = new RBM({visible: {units: 1, type: 'gaussian', variance: 'learned'}, hidden: 1, seed: 1});
      replaceParameters(rbm.machine, {
        weights: tf.zeros([1, 1]),
        visibleBias: tf.tensor1d([1]),
        hiddenBias: tf.tensor1d([-1000]),
        logVariance: tf.tensor1d([Math.log(4)]),
      });
      return rbm;
    };
    const logVariance = ({machine}: RBM): number => machine.parameters.logVariance!.dataSync()[0]!;

    async function train(rbm: RBM, rows: number[], args: FitArgs): Promise<void> {
      const x = tf.tensor2d(rows, [rows.length, 1]);
      await rbm.fit(x, {...ONE_STEP, batchSize: rows.length, ...args});
      x.dispose();
    }

    it('move along what the data say less what the model does', async () => {
      const rbm = lonely();
      const copies = 20_000;
      await train(
        rbm,
        Array.from({length: copies}, (_, row) => (row % 2 === 0 ? 0 : 2)),
        {varianceRate: 0.5},
      );
      // (v - b)^2 / (2 variance) is 1/8 in the data, and half a chi-squared of mean 1 and variance 2 in the model.
      const moved = logVariance(rbm) - Math.log(4);
      expect(Math.abs(moved - 0.5 * (1 / 8 - 1 / 2))).toBeLessThan(
        (4 * 0.5 * Math.SQRT1_2) / Math.sqrt(copies),
      );
      rbm.dispose();
    });

    it('divide what moves the bias', async () => {
      const rbm = lonely();
      await train(rbm, [3], {reconstruction: 'mean'});
      expect(rbm.machine.parameters.visibleBias.dataSync()[0]).toBeCloseTo(1 + 2 / 4, 5);
      rbm.dispose();
    });

    it('stay between their bounds', async () => {
      for (const [value, bound] of [
        [1000, 4],
        [1, -6],
      ] as const) {
        const rbm = lonely();
        const warn = jest.spyOn(console, 'warn').mockImplementation();
        await train(rbm, [value], {learningRate: 1e-3, varianceRate: 1e6});
        warn.mockRestore();
        expect(logVariance(rbm)).toBe(bound);
        rbm.dispose();
      }
    });
  });
});
