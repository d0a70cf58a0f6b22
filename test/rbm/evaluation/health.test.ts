import * as tf from '@tensorflow/tfjs';
import {RBM, type HealthReport, type PartArgs, type UnitType} from 'tfjs-dbn';
import {mean} from '../../statistics.js';

const VISIBLE = 16;
const HIDDEN = 6;

/** Rows of 16 binary values that four hidden causes turn on, each with some noise; no column is constant. */
function binaryRows(rows = 200): tf.Tensor2D {
  return tf.tidy(() => {
    const causes = tf.cast(tf.greater(tf.randomUniform([rows, 4], 0, 1, 'float32', 1), 0.5), 'float32');
    const clean = tf.reshape(tf.tile(tf.expandDims(causes, 2), [1, 1, 4]), [rows, VISIBLE]);
    const flips = tf.cast(tf.less(tf.randomUniform([rows, VISIBLE], 0, 1, 'float32', 2), 0.05), 'float32');
    return tf.abs(tf.sub<tf.Tensor2D>(clean, flips));
  });
}

/** Parameters of a machine that nothing is wrong with; `change` may make something wrong. */
function machine(
  {type = 'bernoulli', hidden = HIDDEN}: {type?: UnitType; hidden?: PartArgs},
  change: (values: {weights: number[][]; hiddenBias: number[]}) => void = () => undefined,
): RBM {
  const rbm = new RBM({visible: {units: VISIBLE, type}, hidden, seed: 1});
  tf.tidy(() => {
    const weights = tf.randomNormal<tf.Rank.R2>([VISIBLE, rbm.numHidden], 0, 0.4, 'float32', 3).arraySync();
    const hiddenBias = weights[0]!.map((_, unit) => -0.5 * weights.reduce((sum, row) => sum + row[unit]!, 0));
    change({weights, hiddenBias});
    rbm.setWeights([tf.tensor2d(weights), tf.zeros([VISIBLE]), tf.tensor1d(hiddenBias)]);
  });
  return rbm;
}

/** The problems of a machine, and of which units or columns. */
function problems({findings}: HealthReport): unknown[] {
  return findings.map(({problem, units, columns}) => [problem, ...(units ?? columns ?? [])]);
}

describe('health', () => {
  let x: tf.Tensor2D;
  beforeEach(() => {
    x = binaryRows();
  });
  afterEach(() => {
    x.dispose();
  });

  /** What is found, and nothing else, in a machine that is disposed then. */
  async function found(rbm: RBM, rows = x): Promise<unknown[]> {
    try {
      return problems(await rbm.health(rows));
    } finally {
      rbm.dispose();
    }
  }

  it('finds nothing in a machine that nothing is wrong with', async () => {
    expect(await found(machine({}))).toEqual([]);
  });

  it('finds that nothing has been learned', async () => {
    expect(await found(new RBM({visible: VISIBLE, hidden: 20, seed: 1}))).toEqual([['nothingLearned']]);
    const gaussian = {units: 4, type: 'gaussian'} as const;
    expect(await found(new RBM({visible: VISIBLE, hidden: gaussian, seed: 1}))).toEqual([['nothingLearned']]);
  });

  it('finds dead units', async () => {
    const kill = ({hiddenBias}: {hiddenBias: number[]}): void => void (hiddenBias[2] = -50);
    expect(await found(machine({}, kill))).toEqual([['deadUnits', 2]]);
    expect(await found(machine({hidden: {units: HIDDEN, type: 'relu'}}, kill))).toEqual([['deadUnits', 2]]);
    // A real-valued unit is never dead.
    expect(await found(machine({hidden: {units: HIDDEN, type: 'gaussian'}}, kill))).toEqual([]);
  });

  it('finds units that are stuck at 0 or 1, and not those that are rarely on', async () => {
    const stick = ({weights, hiddenBias}: {weights: number[][]; hiddenBias: number[]}): void => {
      hiddenBias[3] = 20;
      hiddenBias[1] = -4;
      weights.forEach((row) => (row[1]! *= 0.01));
      // On only where all four inputs of a cause are, and those of two more.
      weights.forEach((row, input) => (row[5] = input < 12 ? 2 : 0));
      hiddenBias[5] = -21;
    };
    const stuck = ['saturatedUnits', 1, 3];
    expect(await found(machine({}, stick))).toEqual([stuck]);
    expect(await found(machine({hidden: {units: HIDDEN, type: 'gaussian'}}, stick))).toEqual([]);
  });

  it('finds units of the same weights, however long', async () => {
    const rbm = machine({}, ({weights, hiddenBias}) => {
      weights.forEach((row) => (row[4] = 2 * row[1]!));
      hiddenBias[4] = 2 * hiddenBias[1]!;
    });
    expect(await found(rbm)).toEqual([['duplicateUnits', 1, 4]]);
  });

  it('finds them among many units, which are compared some at a time', async () => {
    const rbm = machine({hidden: 900});
    const columns = new RBM({visible: 100, hidden: 900, seed: 1});
    const rows = tf.tidy(() => tf.slice(tf.tile(x, [1, 7]), [0, 0], [-1, 100]));
    const parameters = columns.getWeights();
    tf.tidy(() => {
      const weights = parameters[0].arraySync();
      weights.forEach((row) => {
        row.forEach((weight, unit) => (row[unit] = 50 * weight));
        row[877] = row[3]!;
      });
      columns.setWeights([tf.tensor2d(weights), parameters[1], parameters[2]]);
    });
    expect(await found(columns, rows)).toEqual([['duplicateUnits', 3, 877]]);
    // 900 random directions of 16 dimensions come as close by chance once in a few hundred machines.
    expect(await found(rbm)).toEqual([]);
    tf.dispose([rows, parameters]);
  });

  it('does not take chance for likeness where there are few visible units', async () => {
    const rbm = new RBM({visible: 2, hidden: 50, seed: 1});
    const parameters = rbm.getWeights();
    tf.tidy(() => rbm.setWeights([tf.mul(parameters[0], 100), parameters[1], parameters[2]]));
    tf.dispose(parameters);
    const rows = tf.tidy(() => tf.slice(x, [0, 3], [-1, 2]));
    expect(await found(rbm, rows)).toEqual([]);
    rows.dispose();
  });

  it('finds columns that never change', async () => {
    const rows = tf.tidy(() => {
      const [values, constant] = [x.arraySync(), [5, 7]];
      for (const row of values) constant.forEach((column, place) => (row[column] = place === 0 ? 0.1 : 0));
      return tf.tensor2d(values);
    });
    expect(await found(machine({}), rows)).toEqual([['constantColumns', 5, 7]]);
    rows.dispose();
  });

  it('finds weights that explode', async () => {
    const rbm = machine({}, ({weights, hiddenBias}) => {
      weights[8]![0] = 30;
      hiddenBias[0] = -15;
    });
    expect(await found(rbm)).toEqual([['explodingWeights', 0]]);
  });

  it('finds free energies that explode, of data that nobody has standardised', async () => {
    const rows = tf.tidy(() => tf.mul<tf.Tensor2D>(x, 255));
    const shrink = ({weights}: {weights: number[][]}): void => {
      weights.forEach((row) => row.forEach((_, unit) => (row[unit]! *= 0.001)));
    };
    const rbm = machine({type: 'gaussian'}, shrink);
    expect(await found(rbm, rows)).toEqual([['nothingLearned'], ['explodingFreeEnergy']]);
    rows.dispose();
  });

  it.each([
    [1e-7, 'raise the learning rate unless all is learned'],
    [2, 'lower the learning rate'],
  ])('finds steps of a wrong size, with a learning rate of %d', async (learningRate, help) => {
    const rbm = new RBM({visible: VISIBLE, hidden: HIDDEN, seed: 1});
    const schedule = [
      [0, 1e-7],
      [100, learningRate],
    ] as const;
    await rbm.fit(x, {verbose: 0, engine: 'tensor', epochs: 101, batchSize: 200, learningRate: schedule});
    const {findings, updateRatio} = await rbm.health(x);
    const change = findings.filter(({problem}) => problem === 'updateRatio');
    expect(change.map(({advice}) => advice)).toEqual([
      `the last step changed the weights by ${updateRatio!.toPrecision(2)} of their size, where 0.001 is good; ${help}`,
    ]);
    rbm.dispose();
  });

  it('knows by how much the last step changed the weights', async () => {
    const rbm = new RBM({visible: VISIBLE, hidden: HIDDEN, seed: 1});
    expect((await rbm.health(x)).updateRatio).toBeUndefined();
    const weights = (): number[] => {
      const parameters = rbm.getWeights();
      const values = Array.from(parameters[0].dataSync());
      tf.dispose(parameters);
      return values;
    };
    const length = (values: number[]): number =>
      Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0));
    const before = weights();
    await rbm.fit(x, {verbose: 0, engine: 'tensor', epochs: 1, batchSize: 200, learningRate: 0.05});
    const after = weights();
    const change = length(after.map((value, place) => value - before[place]!)) / length(after);
    expect((await rbm.health(x)).updateRatio! / change).toBeCloseTo(1, 4);
    rbm.dispose();
  });

  it.each(['tensor', 'wasm'] as const)('finds nothing in a machine that has learned: %s', async (engine) => {
    const rbm = new RBM({visible: VISIBLE, hidden: HIDDEN, seed: 1});
    await rbm.fit(x, {verbose: 0, engine, epochs: 60, batchSize: 20});
    expect(await found(rbm)).toEqual([]);
  });

  it.each<[UnitType, UnitType]>([
    ['bernoulli', 'relu'],
    ['bernoulli', 'gaussian'],
    ['gaussian', 'bernoulli'],
    ['gaussian', 'relu'],
  ])('finds nothing in a trained machine of %s and %s units', async (type, hidden) => {
    const rbm = new RBM({visible: {units: VISIBLE, type}, hidden: {units: HIDDEN, type: hidden}, seed: 1});
    const rows = type === 'gaussian' ? tf.tidy(() => tf.sub<tf.Tensor2D>(tf.mul(x, 2), 1)) : tf.clone(x);
    await rbm.fit(rows, {verbose: 0, epochs: 40, batchSize: 20});
    expect(await found(rbm, rows)).toEqual([]);
    rows.dispose();
  });

  it('measures what it judges by', async () => {
    const rbm = machine({});
    const report = await rbm.health(x);
    const {features, energies} = tf.tidy(() => ({
      features: tf.transpose(rbm.transform(x)).arraySync(),
      energies: Array.from(rbm.freeEnergy(x).dataSync()),
    }));
    expect(report.rows).toBe(200);
    features.forEach((values, unit) => {
      expect(report.activity.mean[unit]).toBeCloseTo(mean(values), 5);
      expect(report.activity.max[unit]).toBeCloseTo(Math.max(...values), 5);
    });
    expect(report.freeEnergy.mean).toBeCloseTo(mean(energies), 3);
    rbm.dispose();
  });

  it('says nothing about rows of fewer than 10', async () => {
    const rows = tf.ones<tf.Rank.R2>([9, VISIBLE]);
    expect(await found(machine({}), rows)).toEqual([]);
    rows.dispose();
  });

  it('checks its rows, and the machine', async () => {
    const rbm = machine({});
    const rows = tf.ones([20, 3]);
    await expect(rbm.health(rows)).rejects.toThrow(
      'health: x must be a tensor of shape [rows, 16], got [20, 3].',
    );
    rbm.dispose();
    await expect(rbm.health(x)).rejects.toThrow('health: this must be in use');
    rows.dispose();
  });
});
