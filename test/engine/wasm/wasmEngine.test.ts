import * as tf from '@tensorflow/tfjs';
import {RBM, type FitArgs, type RBMArgs} from 'tfjs-dbn';
import {replaceParameters} from '../../../src/energy/Machine.js';
import {read} from '../../read.js';

/** Rows whose values are all the same but for a share of them. */
interface Data {
  density: number;
  grey: boolean;
  /** The value that most have. @defaultValue 0 */
  ground?: number;
  /** Factor of the others' distance from it. @defaultValue 1 */
  contrast?: number;
}

function rows(count: number, columns: number, {density, grey, ground = 0, contrast = 1}: Data): tf.Tensor2D {
  return tf.tidy(() => {
    const draws = tf.randomUniform<tf.Rank.R2>([count, columns], 0, 1, 'float32', 7);
    const isOn = tf.less(draws, density);
    return tf.add(ground, tf.mul(contrast, tf.mul(isOn, grey ? tf.div(draws, density) : 1)));
  });
}

interface Case {
  what: string;
  machine: RBMArgs;
  data: Data;
  args: FitArgs;
}

const SMALL: RBMArgs = {visible: 37, hidden: 45, seed: 5};
const REAL: RBMArgs = {...SMALL, visible: {units: 70, type: 'gaussian'}};
const SPARSE = {density: 0.1, grey: false};
const GREY = {density: 0.2, grey: true};
const FULL = {density: 1, grey: true};
const LEARNED: RBMArgs = {...REAL, visible: {units: 70, type: 'gaussian', variance: 'learned'}};
const HIDDEN: Pick<RBMArgs, 'hidden'> = {hidden: {units: 45, type: 'gaussian'}};
const PCD: FitArgs = {estimator: {type: 'pcd', chains: 20}, k: 2, momentum: 0.5};
const SPARSITY: FitArgs = {sparsity: {target: 0.05, cost: 0.3}};
const VARIANCE: FitArgs = {learningRate: 0.003, varianceRate: 0.5};

const CASES: Case[] = [
  {what: 'sparse binary data', machine: SMALL, data: SPARSE, args: {}},
  {what: 'binary data that are mostly ones', machine: SMALL, data: {density: 0.6, grey: false}, args: {}},
  {what: 'sparse grey data', machine: SMALL, data: GREY, args: {}},
  {what: 'probabilities', machine: SMALL, data: FULL, args: {}},
  {what: 'Gaussian units', machine: REAL, data: FULL, args: {}},
  {
    what: 'real values that are mostly the same',
    machine: REAL,
    data: {...GREY, ground: -0.4, contrast: 2},
    args: {},
  },
  {what: 'two real values', machine: REAL, data: {...SPARSE, ground: -1}, args: {}},
  {
    what: 'dark drawings on white paper',
    machine: SMALL,
    data: {...GREY, ground: 1, contrast: -1},
    args: {l1Decay: 1e-3, sparsity: {target: 0.05}},
  },
  {
    what: 'dark drawings and persistent chains',
    machine: SMALL,
    data: {...GREY, ground: 1, contrast: -1},
    args: {estimator: {type: 'pcd', chains: 20}},
  },
  {what: 'mean reconstructions', machine: SMALL, data: GREY, args: {reconstruction: 'mean'}},
  {
    what: 'Gaussian units shown by their means',
    machine: REAL,
    data: FULL,
    args: {reconstruction: 'mean', k: 2},
  },
  {what: 'three Gibbs steps', machine: SMALL, data: GREY, args: {k: 3}},
  {what: 'persistent chains', machine: SMALL, data: GREY, args: {estimator: {type: 'pcd', chains: 33}, k: 2}},
  {
    what: 'every penalty',
    machine: SMALL,
    data: SPARSE,
    args: {l1Decay: 1e-3, weightDecay: 1e-3, sparsity: {target: 0.05, cost: 0.3}},
  },
  {
    what: 'persistent chains and a sparsity target',
    machine: SMALL,
    data: GREY,
    args: {...PCD, ...SPARSITY, centering: 'off'},
  },
  {what: 'units centred by the data', machine: SMALL, data: SPARSE, args: {centering: 'data'}},
  {
    what: 'units centred by both phases, and every penalty',
    machine: SMALL,
    data: GREY,
    args: {centering: {by: 'average', rate: 0.2}, l1Decay: 1e-3, weightDecay: 1e-2, ...SPARSITY},
  },
  {
    what: 'centred units, dark drawings and persistent chains',
    machine: SMALL,
    data: {...GREY, ground: 1, contrast: -1},
    args: {centering: {by: 'average', rate: 1}, ...PCD},
  },
  {
    what: 'centred Gaussian units shown by their means',
    machine: REAL,
    data: {...GREY, ground: -0.4, contrast: 2},
    args: {centering: 'data', reconstruction: 'mean'},
  },
  {what: 'short weights', machine: SMALL, data: GREY, args: {maxNorm: 0.31}},
  {what: 'dropout', machine: SMALL, data: GREY, args: {dropout: 0.3}},
  {
    what: 'dropout and mostly ones',
    machine: SMALL,
    data: {density: 0.6, grey: false},
    args: {dropout: 0.2, k: 3, ...SPARSITY},
  },
  {
    what: 'dropout, short weights, centred units and persistent chains',
    machine: SMALL,
    data: GREY,
    args: {dropout: 0.5, maxNorm: 0.31, centering: 'data', ...PCD},
  },
  {what: 'learned variances', machine: LEARNED, data: FULL, args: VARIANCE},
  {
    what: 'learned variances, of values that are mostly the same, shown by their means',
    machine: LEARNED,
    data: {...GREY, ground: -0.4, contrast: 2},
    args: {...VARIANCE, reconstruction: 'mean'},
  },
  {
    what: 'learned variances, centred, and persistent chains',
    machine: LEARNED,
    data: {...GREY, ground: -0.4, contrast: 2},
    args: {...VARIANCE, ...PCD, ...SPARSITY, centering: 'average', dropout: 0.2, l1Decay: 1e-3},
  },
  {what: 'Gaussian hidden units', machine: {...SMALL, ...HIDDEN}, data: GREY, args: {k: 2}},
  {
    what: 'Gaussian hidden units and chains',
    machine: {...SMALL, ...HIDDEN},
    data: GREY,
    args: {...PCD, centering: 'off'},
  },
  {
    what: 'centred Gaussian hidden units',
    machine: {...SMALL, ...HIDDEN},
    data: GREY,
    args: {centering: 'average', k: 2},
  },
  {
    what: 'Gaussian units on both sides',
    machine: {...REAL, ...HIDDEN},
    data: FULL,
    args: {learningRate: 1e-3},
  },
  {
    what: 'Gaussian units on both sides, of learned variance, short weights and chains',
    machine: {...LEARNED, ...HIDDEN},
    data: {...GREY, ground: -0.4, contrast: 2},
    args: {...VARIANCE, ...PCD, centering: 'off', maxNorm: 0.31},
  },
];

function countVisible({visible}: RBMArgs): number {
  return typeof visible === 'number' ? visible : (visible as {units: number}).units;
}

async function train({machine, data, args}: Case, more: FitArgs): Promise<number[][]> {
  const x = rows(430, countVisible(machine), data);
  const rbm = new RBM(machine);
  const {parameters} = rbm.machine;
  // Biases that make some units active and some not, so that every density comes up.
  replaceParameters(
    rbm.machine,
    tf.tidy(() => ({
      weights: tf.mul(parameters.weights, 5),
      visibleBias: tf.linspace(-2, 1, rbm.numVisible),
      hiddenBias: tf.linspace(-3, 2, rbm.numHidden),
      ...(parameters.logVariance && {logVariance: tf.linspace(-0.7, 0.5, rbm.numVisible)}),
    })),
  );
  rbm.machine.hasLearned = true;
  const {history} = await rbm.fit(x, {epochs: 1, batchSize: 50, verbose: 0, ...args, ...more});
  const values = [...numbers(rbm), history['reconstructionError'] as number[]];
  x.dispose();
  rbm.dispose();
  return values;
}

/** What a machine is, and what its training goes on from. */
function numbers({machine: {parameters, trainingState: memory}}: RBM): number[][] {
  const {velocities, ...rest} = memory;
  return [parameters, velocities, rest].flatMap((part) =>
    Object.entries(part ?? {})
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([, tensor]) => (tensor instanceof tf.Tensor ? [Array.from(tensor.dataSync())] : [])),
  );
}

describe.each(CASES)('the wasm engine, on $what', (task) => {
  it('learns what the tensor engine learns, to rounding', async () => {
    const ours = await train(task, {engine: 'wasm'});
    const theirs = await train(task, {engine: 'tensor'});
    expect(ours.map(({length}) => length)).toEqual(theirs.map(({length}) => length));
    const distance = ours.map((values, place) =>
      Math.max(...values.map((value, index) => Math.abs(value - theirs[place]![index]!))),
    );
    distance.forEach((value) => expect(value).toBeLessThan(1e-4));
  });

  it('learns the same bit for bit on 1, 2 and 5 threads, and on none', async () => {
    const alone = await train(task, {engine: 'wasm'});
    for (const threads of [1, 2, 5])
      expect(await train(task, {engine: {type: 'wasm', threads}})).toEqual(alone);
  });
});

describe('the wasm engine', () => {
  it('refuses a machine that its memory cannot hold, and names size and way out', async () => {
    const rbm = new RBM({visible: 4, hidden: 4, seed: 1});
    const x = tf.zeros([2, 4]);
    const args: FitArgs = {engine: 'wasm', estimator: {type: 'pcd', chains: 40_000_000}, verbose: 0};
    await expect(rbm.fit(x, args)).rejects.toThrow(
      /^fit: engine must be 'tensor' or 'auto' for 4 x 4 units and 40000000 rows a step, got 'wasm', whose memory holds 4 GiB and not the \d+\.\d GiB that they need\.$/,
    );
    x.dispose();
    rbm.dispose();
  });

  it('gives back the parameters before a step that would break them', async () => {
    const rbm = new RBM({visible: 40, hidden: 40, seed: 1});
    const x = rows(20, 40, GREY);
    const before = rbm.getWeights();
    const fit = rbm.fit(x, {engine: 'wasm', learningRate: 1e39, biasFromData: false, verbose: 0});
    await expect(fit).rejects.toThrow(/NaN or infinity at epoch 0, step 0/);
    const after = rbm.getWeights();
    expect(after.map(read)).toEqual(before.map(read));
    tf.dispose([x, before, after]);
    rbm.dispose();
  });

  it('leaves the parameters of the last epoch when a thread dies, and says so', async () => {
    const {Worker} = jest.requireActual<typeof import('node:worker_threads')>('node:worker_threads');
    const started: InstanceType<typeof Worker>[] = [];
    // eslint-disable-next-line @typescript-eslint/unbound-method -- called with its own object below
    const originalPost = Worker.prototype.postMessage;
    const post = jest.spyOn(Worker.prototype, 'postMessage').mockImplementation(function (
      this: InstanceType<typeof Worker>,
      message: unknown,
    ) {
      started.push(this);
      originalPost.call(this, message);
    });
    const rbm = new RBM({visible: 40, hidden: 40, seed: 1});
    const x = rows(200, 40, GREY);
    let kept: number[][] = [];
    const callbacks = {
      onEpochEnd: () => {
        const weights = rbm.getWeights();
        kept = weights.map(read);
        tf.dispose(weights);
      },
      onBatchEnd: async (batch: number) => {
        if (kept.length > 0 && batch === 1) await started[1]!.terminate();
      },
    };
    const fit = rbm.fit(x, {
      engine: {type: 'wasm', threads: 2},
      epochs: 3,
      batchSize: 20,
      verbose: 0,
      callbacks,
    });
    await expect(fit).rejects.toThrow(
      /^fit: the wasm engine must be able to go on, got a failure \(thread 2 of 2 has ended: exit code 1\); the parameters are those of the last completed epoch;/,
    );
    const after = rbm.getWeights();
    expect(after.map(read)).toEqual(kept);
    post.mockRestore();
    tf.dispose([x, after]);
    rbm.dispose();
  });

  it("trains on the caller's thread, and leaves no other, when a thread cannot be started", async () => {
    const workers = jest.requireActual<typeof import('node:worker_threads')>('node:worker_threads');
    const {Worker} = workers;
    const started: InstanceType<typeof Worker>[] = [];
    const start = jest.spyOn(workers, 'Worker').mockImplementation((...args) => {
      if (started.length === 1) throw new Error('there is no room');
      started.push(new Worker(...args));
      return started[0]!;
    });
    const rbm = new RBM({visible: 40, hidden: 40, seed: 1});
    const x = rows(20, 40, GREY);
    const {params} = await rbm.fit(x, {engine: {type: 'wasm', threads: 2}, verbose: 0});
    start.mockRestore();
    expect(params).toMatchObject({engine: 'wasm', threads: 0});
    // A worker that has ended has no number.
    expect(started.map(({threadId}) => threadId)).toEqual([-1]);
    x.dispose();
    rbm.dispose();
  });

  it('lets callbacks between the steps see the parameters of the last one', async () => {
    const seen: number[][] = [];
    for (const engine of ['wasm', 'tensor'] as const) {
      const rbm = new RBM({visible: 20, hidden: 10, seed: 1});
      const x = rows(40, 20, GREY);
      const onBatchEnd = (): void => {
        const weights = rbm.getWeights();
        seen.push(read(weights[0]));
        tf.dispose(weights);
      };
      await rbm.fit(x, {engine, epochs: 1, batchSize: 10, verbose: 0, callbacks: {onBatchEnd}});
      x.dispose();
      rbm.dispose();
    }
    seen
      .slice(0, 4)
      .forEach((values, step) =>
        values.forEach((value, place) => expect(value).toBeCloseTo(seen[4 + step]![place]!, 5)),
      );
    expect(seen[0]).not.toEqual(seen[1]);
  });
});
