import * as tf from '@tensorflow/tfjs';
import {RBM, type Clamped, type SampleArgs} from 'tfjs-dbn';
import {gibbsStep} from '../../exact/gibbsStep.js';
import {TINY, tinyMachine, VISIBLE_PROBABILITIES, VISIBLE_STATES} from '../../exact/tinyMachine.js';
import {read} from '../../read.js';
import {correlation, mean} from '../../statistics.js';

/** How often each of the 8 states of three binary units is among the rows. */
function countStates(values: number[]): number[] {
  const counts = new Array<number>(8).fill(0);
  for (let place = 0; place < values.length; place += 3) {
    counts[values[place]! * 4 + values[place + 1]! * 2 + values[place + 2]!]! += 1;
  }
  return counts;
}

/** Expects shares to be probabilities, but for Monte Carlo error. */
function expectShares(counts: number[], probabilities: number[]): void {
  const total = counts.reduce((sum, count) => sum + count, 0);
  probabilities.forEach((probability, state) => {
    const error = Math.sqrt((probability * (1 - probability)) / total);
    expect(Math.abs(counts[state]! / total - probability)).toBeLessThanOrEqual(4.5 * error);
  });
}

/** Rows of the states in proportion to their probabilities. */
function exactRows(probabilities: number[], rows: number): number[][] {
  return probabilities.flatMap((probability, state) =>
    Array.from({length: Math.round(probability * rows)}, () => VISIBLE_STATES[state]!),
  );
}

/** `p(v | v[unit] = value)`, by summing. */
function conditionalDistribution(unit: number, value: number): number[] {
  const all = VISIBLE_PROBABILITIES.map((p, state) => (VISIBLE_STATES[state]![unit] === value ? p : 0));
  const sum = all.reduce((total, p) => total + p, 0);
  return all.map((p) => p / sum);
}

describe('several draws of a chain', () => {
  let rbm: RBM;
  beforeEach(() => {
    rbm = tinyMachine();
  });
  afterEach(() => {
    rbm.dispose();
  });

  it('all come from the exact distribution where the chains start in it', async () => {
    const initial = tf.tensor2d(exactRows(VISIBLE_PROBABILITIES, 10_000));
    const states = await rbm.sample({initial, k: 2, draws: 3, thinning: 2, show: 'sample', seed: 1});
    expect(states.shape).toEqual([3 * initial.shape[0], 3]);
    for (const draw of [0, 1, 2]) {
      const own = tf.tidy(() => tf.slice(states, [draw * initial.shape[0], 0], [initial.shape[0], -1]));
      expectShares(countStates(read(own)), VISIBLE_PROBABILITIES);
    }
    tf.dispose([initial, states]);
  });

  it.each([1, 3])('%d steps apart are as alike as the transition says', async (thinning) => {
    const exact = VISIBLE_PROBABILITIES;
    const initial = tf.tensor2d(exactRows(exact, 40_000));
    const rows = initial.shape[0];
    const states = read(await rbm.sample({initial, k: 1, draws: 2, thinning, show: 'sample', seed: 2}));
    const unit = (draw: number): number[] =>
      Array.from({length: rows}, (_, row) => states[(draw * rows + row) * 3 + 2]!);

    // E[v v'] from p(v) and the transition to the power of the steps.
    let ahead = VISIBLE_STATES.map((state) => state[2]!);
    for (let step = 0; step < thinning; ++step) {
      ahead = VISIBLE_STATES.map((v) =>
        gibbsStep(TINY, v).reduce((sum, p, state) => sum + p * ahead[state]!, 0),
      );
    }
    const p = exact.reduce((sum, share, state) => sum + share * VISIBLE_STATES[state]![2]!, 0);
    const both = exact.reduce(
      (sum, share, state) => sum + share * VISIBLE_STATES[state]![2]! * ahead[state]!,
      0,
    );
    const expected = (both - p ** 2) / (p - p ** 2);

    expect(Math.abs(correlation(unit(0), unit(1)) - expected)).toBeLessThan(4.5 / Math.sqrt(rows));
    if (thinning === 1) expect(expected).toBeGreaterThan(0.1);
    else expect(Math.abs(expected)).toBeLessThan(0.02);
    initial.dispose();
  });

  it('lie draw by draw, and those of a longer run begin with those of a shorter one', async () => {
    const args: SampleArgs = {rows: 4, k: 5, thinning: 3, show: 'sample', seed: 0};
    const one = read(await rbm.sample(args));
    const two = read(await rbm.sample({...args, draws: 2}));
    const later = read(await rbm.sample({...args, k: 8}));
    expect(two).toEqual([...one, ...later]);
  });

  it('show means that belong to the chain of sampled states', async () => {
    const args: SampleArgs = {rows: 20_000, k: 4, draws: 2, seed: 0};
    const means = read(await rbm.sample(args));
    const states = read(await rbm.sample({...args, show: 'sample'}));
    expect(new Set(states)).toEqual(new Set([0, 1]));
    const binary = new Set([0, 1]);
    expect(means.some((value) => binary.has(value))).toBe(false);
    // The residual of a state drawn from its mean does not depend on the mean.
    const residuals = states.map((value, place) => value - means[place]!);
    expect(Math.abs(mean(residuals))).toBeLessThan((4 * 0.5) / Math.sqrt(residuals.length));
    expect(Math.abs(correlation(residuals, means))).toBeLessThan(4.5 / Math.sqrt(residuals.length));
  });
});

describe('clamped units', () => {
  let rbm: RBM;
  beforeEach(() => {
    rbm = tinyMachine();
  });
  afterEach(() => {
    rbm.dispose();
  });

  async function draw(
    clamped: {values: tf.TensorLike; mask: tf.TensorLike},
    args: SampleArgs,
  ): Promise<number[]> {
    const tensors = {values: tf.tensor(clamped.values), mask: tf.tensor(clamped.mask)};
    try {
      return read(await rbm.sample({...args, clamped: tensors}));
    } finally {
      tf.dispose(tensors);
    }
  }

  it.each([
    [0, 0],
    [0, 1],
    [1, 0],
    [2, 1],
  ])('leave the others in their conditional distribution: v[%d] = %d', async (unit, value) => {
    const exact = conditionalDistribution(unit, value);
    const initial = tf.tensor2d(exactRows(exact, 20_000));
    const mask = [0, 1, 2].map((place) => (place === unit ? 1 : 0));
    const values = mask.map((isClamped) => (isClamped ? value : NaN));
    const states = await draw({values, mask}, {initial, k: 2, show: 'sample', seed: 1});
    expectShares(countStates(states), exact);
    initial.dispose();
  });

  it('bring the others to their conditional distribution from anywhere', async () => {
    const states = await draw(
      {values: [0, 0, 1], mask: [0, 0, 1]},
      {rows: 20_000, k: 30, show: 'sample', seed: 2},
    );
    expectShares(countStates(states), conditionalDistribution(2, 1));
  });

  it('may be others in each chain, and show their values among means', async () => {
    const values = [
      [0, 0, 1],
      [0.25, 1, 0],
    ];
    const mask = [
      [0, 1, 1],
      [1, 0, 0],
    ];
    const shown = await draw({values, mask}, {k: 2, draws: 2});
    expect(shown).toHaveLength(12);
    for (const draws of [shown.slice(0, 6), shown.slice(6)]) {
      expect(draws.slice(1, 4)).toEqual([0, 1, 0.25]);
      for (const place of [0, 4, 5]) {
        expect(draws[place]).toBeGreaterThan(0);
        expect(draws[place]).toBeLessThan(1);
      }
    }
  });

  it('give as many chains as they have rows', async () => {
    expect(await draw({values: [[1, 1, 1]], mask: [[1, 1, 1]]}, {k: 1})).toEqual([1, 1, 1]);
    expect(
      await draw(
        {
          values: [1, 1, 1],
          mask: [
            [1, 1, 1],
            [1, 1, 1],
          ],
        },
        {k: 1},
      ),
    ).toHaveLength(6);
    expect(await draw({values: [1, 1, 1], mask: [1, 1, 1]}, {rows: 3, k: 1})).toHaveLength(9);
  });

  it('of other kinds keep their values too', async () => {
    const machine = new RBM({
      visible: [2, {units: 2, type: 'gaussian'}, {units: 3, type: 'softmax'}, {units: 1, type: 'relu'}],
      hidden: 4,
      seed: 1,
    });
    const values = tf.tensor1d([1, NaN, -2.5, 0, 0, 1, 0, 7]);
    const mask = tf.tensor1d([1, 0, 1, 0, 1, 1, 1, 1], 'bool');
    const [row] = (await machine
      .sample({clamped: {values, mask}, k: 3, show: 'sample', seed: 1})
      .then((states) => {
        const rows = states.arraySync();
        states.dispose();
        return rows;
      })) as [number[]];
    expect([0, 2, 4, 5, 6, 7].map((place) => row[place])).toEqual([1, -2.5, 0, 1, 0, 7]);
    expect([0, 1]).toContain(row[1]);
    tf.dispose([values, mask]);
    machine.dispose();
  });

  it.each<[string, unknown]>([
    ['sample: clamped must be an object, got 7.', 7],
    [
      "sample: clamped: unknown option 'masks'; did you mean 'mask'?",
      {values: [0, 0, 0], mask: [0, 0, 0], masks: [1]},
    ],
    ['sample: clamped.values must be a tensor of shape [rows, 3], got undefined.', {mask: [0, 0, 1]}],
    ['sample: clamped.values must be a tensor of shape [3], got [2].', {values: [0, 1], mask: [0, 0, 1]}],
    [
      'sample: clamped.mask must be a tensor of shape [rows, 3], got [1, 2].',
      {values: [0, 1, 1], mask: [[0, 0]]},
    ],
    [
      'sample: clamped.mask must be a tensor of shape [1, 3], got [2, 3].',
      {
        values: [[0, 1, 1]],
        mask: [
          [0, 0, 1],
          [0, 0, 1],
        ],
      },
    ],
    [
      'sample: clamped.mask must be 0 or 1 everywhere, got 0.5 at row 1.',
      {
        values: [0, 1, 1],
        mask: [
          [0, 0, 1],
          [0, 0, 0.5],
        ],
      },
    ],
    [
      'sample: clamped.values must hold values in [0, 1] for bernoulli units, got 255 at row 0; divide pixel values by 255, ' +
        'or use gaussian units.',
      {values: [0, 1, 255], mask: [0, 0, 1]},
    ],
  ])('that are wrong say: %s', async (message, clamped) => {
    const given =
      typeof clamped === 'object'
        ? Object.fromEntries(
            Object.entries(clamped as object).map(([name, part]) => [name, tf.tensor(part as number[])]),
          )
        : clamped;
    const call = rbm.sample({clamped: given as Clamped});
    await expect(call).rejects.toThrow(message);
    if (typeof given === 'object') tf.dispose(given as tf.TensorContainer);
  });

  it('must be for as many chains as there are', async () => {
    await expect(draw({values: [[0, 1, 1]], mask: [0, 0, 1]}, {rows: 5})).rejects.toThrow(
      'sample: clamped.values must be a tensor of shape [5, 3], got [1, 3].',
    );
  });

  it('are not a part of a softmax group', async () => {
    const machine = new RBM({visible: {units: 6, type: 'softmax', categories: 3}, hidden: 2, seed: 1});
    const clamped = {values: tf.tensor1d([0, 0, 1, 0, 0, 0]), mask: tf.tensor1d([1, 1, 1, 1, 0, 0])};
    await expect(machine.sample({clamped, k: 1})).rejects.toThrow(
      'sample: clamped.mask must be the same for all units of a softmax group, got 0 and 1 in one of them.',
    );
    tf.dispose(clamped);
    machine.dispose();
  });
});

describe('samples', () => {
  it('shows what sample returns, one draw after the other', async () => {
    const rbm = tinyMachine();
    const args = {rows: 3, thinning: 2, k: 4, draws: 3, seed: 5};
    const expected = read(await rbm.sample(args));
    const shown: number[] = [];
    for await (const states of rbm.samples(args)) {
      expect(states.shape).toEqual([3, 3]);
      shown.push(...read(states));
    }
    expect(shown).toEqual(expected);
    rbm.dispose();
  });

  it.each(['mean', 'sample'] as const)(
    'goes on without end, and a loop that is left frees all: %s',
    async (show) => {
      const rbm = tinyMachine();
      const clamped = {values: tf.tensor1d([1, 0, 0]), mask: tf.tensor1d([1, 0, 0])};
      const before = tf.memory().numTensors;
      let count = 0;
      for await (const states of rbm.samples({rows: 2, show, clamped})) {
        states.dispose();
        if (++count === 50) break;
      }
      expect(count).toBe(50);
      expect(tf.memory().numTensors).toBe(before);
      await expect(
        (async () => {
          for await (const states of rbm.samples({rows: 2, show, clamped})) {
            states.dispose();
            throw new Error('mine');
          }
        })(),
      ).rejects.toThrow('mine');
      expect(tf.memory().numTensors).toBe(before);
      tf.dispose(clamped);
      rbm.dispose();
    },
  );

  it('keeps what it has shown: its next step does not depend on whether that is disposed', async () => {
    const rbm = tinyMachine();
    const kept: tf.Tensor[] = [];
    const disposed: number[] = [];
    for await (const states of rbm.samples({rows: 5, draws: 4, show: 'sample', seed: 1})) kept.push(states);
    for await (const states of rbm.samples({rows: 5, draws: 4, show: 'sample', seed: 1})) {
      disposed.push(...read(states));
    }
    expect(kept.flatMap(read)).toEqual(disposed);
    rbm.dispose();
  });

  it('goes on with the machine that it began with while that is trained and disposed', async () => {
    const draw = async (change: boolean): Promise<number[]> => {
      const rbm = tinyMachine();
      const x = tf.tensor2d([[1, 0, 0]]);
      const shown: number[] = [];
      for await (const states of rbm.samples({rows: 10, draws: 3, seed: 1})) {
        shown.push(...read(states));
        if (change && shown.length === 30) {
          await rbm.fit(x, {verbose: 0, epochs: 3, learningRate: 1});
          rbm.dispose();
        }
      }
      x.dispose();
      rbm.dispose();
      return shown;
    };
    expect(await draw(true)).toEqual(await draw(false));
  });

  it('has other chains for each call, which sample counts too', async () => {
    const rbm = tinyMachine();
    const again = tinyMachine();
    const first = async (): Promise<number[]> => {
      const chains = rbm.samples({rows: 20, show: 'sample'});
      const {value} = await chains.next();
      await chains.return();
      return read(value as tf.Tensor);
    };
    const [one, two] = [await first(), await first()];
    expect(one).not.toEqual(two);
    expect(read(await again.sample({rows: 20, show: 'sample', k: 1}))).toEqual(one);
    rbm.dispose();
    again.dispose();
  });

  it.each<[string, object]>([
    ['samples: thinning must be an integer >= 1, got 0.', {thinning: 0}],
    ['samples: draws must be an integer >= 1, got Infinity.', {draws: Infinity}],
    ['samples: k must be an integer >= 1, got 0.5.', {k: 0.5}],
    ["samples: unknown option 'row'; did you mean 'rows'?", {row: 1}],
  ])('says: %s', async (message, args) => {
    const rbm = tinyMachine();
    await expect(rbm.samples(args).next()).rejects.toThrow(message);
    rbm.dispose();
    await expect(rbm.samples().next()).rejects.toThrow('samples: this must be in use');
  });
});
