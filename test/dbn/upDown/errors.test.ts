import * as tf from '@tensorflow/tfjs';
import {DBN, type DBNArgs} from 'tfjs-dbn';
import {savedOf} from '../../savedInMemory.js';

const STACK: DBNArgs = {visible: 2, hidden: [3, 2], classes: 2, seed: 1};

/** Expects a call to be refused, and to leave the stack as it was. */
async function expectRefusal(
  message: string,
  {stack = STACK, data = [[0, 1]], ...args}: {stack?: DBNArgs; data?: number[][]} & Record<string, unknown>,
): Promise<void> {
  const dbn = new DBN(stack);
  const before = await savedOf(dbn);
  const tensors = Object.fromEntries(
    Object.entries(args).map(([name, value]) => [
      name,
      name.endsWith('abels') ? tf.tensor(value as number[]) : value,
    ]),
  );
  const x = tf.tensor2d(data);
  await expect(dbn.upDown(x, {verbose: 0, ...tensors})).rejects.toThrow(message);
  expect(await savedOf(dbn)).toEqual(before);
  const owned = [tensors['labels'], tensors['validationLabels']] as (tf.Tensor | undefined)[];
  tf.dispose([x, ...owned] as tf.Tensor[]);
  dbn.dispose();
}

describe('what is wrong with up-down', () => {
  it.each<[string, Record<string, unknown>]>([
    ["upDown: unknown option 'estimator'.", {estimator: 'pcd'}],
    ['upDown: epochs must be an integer >= 0, got -1.', {epochs: -1}],
    ['upDown: initialEpoch must be an integer from 0 to 10, got 11.', {initialEpoch: 11}],
    ['upDown: batchSize must be an integer >= 1, got 0.', {batchSize: 0}],
    ['upDown: learningRate must be a number > 0, got 0.', {learningRate: 0}],
    ['upDown: momentum must be a number >= 0 and < 1, got 1.', {momentum: 1}],
    ['upDown: weightDecay must be a number >= 0, got -1.', {weightDecay: -1}],
    ['upDown: k must be an integer >= 1, got 0.', {k: 0}],
    ['upDown: k must be an integer >= 1, got 1.5.', {k: 1.5}],
    ['upDown: k must be a number, steps [[firstEpoch, value], …] or', {k: '3'}],
    ["upDown: shuffle must be true or false, got 'yes'.", {shuffle: 'yes'}],
    ['upDown: verbose must be one of 0, 1, got 2.', {verbose: 2}],
    ['upDown: yieldEvery must be a number >= 0, got -1.', {yieldEvery: -1}],
    ['upDown: balanceClasses must be false or left out without labels, got true.', {balanceClasses: true}],
    [
      'upDown: callbacks must be an object of functions, a tfjs callback or a list of them, got 3.',
      {callbacks: 3, labels: [1]},
    ],
    ["upDown: unknown option 'validationLabels'; did you mean 'validationData'?", {validationLabels: 1}],
    [
      'upDown: labels must be a tensor of the classes of 1 rows for a machine with label units, got undefined.',
      {},
    ],
    ['upDown: labels must be integers from 0 to 1, got 2 at row 0.', {labels: [2]}],
    ['upDown: labels must be a tensor of shape [1], got [2].', {labels: [0, 1]}],
    ['upDown: x must be a tensor of shape [rows, 2], got [1, 3].', {data: [[0, 1, 1]], labels: [1]}],
    [
      'upDown: x must hold values in [0, 1] for bernoulli units, got 7 at row 0;',
      {data: [[0, 7]], labels: [1]},
    ],
    [
      'upDown: hidden[0] must be of binary, softmax or gaussian units of unit variance, got rectified linear ones; only the last hidden layer may be of rectified linear ones.',
      {stack: {visible: 2, hidden: [{units: 3, type: 'relu'}, 2]}},
    ],
    [
      'upDown: visible must be of binary, softmax or gaussian units of unit variance, got rectified linear ones;',
      {stack: {visible: [1, {units: 1, type: 'relu'}], hidden: [3, 2]}},
    ],
    [
      'upDown: visible must be of binary, softmax or gaussian units of unit variance, got a variance that is learned;',
      {stack: {visible: {units: 2, type: 'gaussian', variance: 'learned'}, hidden: [3, 2]}},
    ],
    [
      'upDown: x must be rows in which nothing is missing, got 1 that are not.',
      {
        stack: {visible: {units: 2, type: 'softmax'}, hidden: [3, 2]},
        data: [
          [0, 1],
          [0, 0],
        ],
      },
    ],
    [
      'upDown: this must be trained, since it standardises its data by the first that it is trained on, got one that has seen none.',
      {stack: {visible: {units: 2, type: 'gaussian', standardize: true}, hidden: [3, 2]}},
    ],
  ])('says: %s', expectRefusal);

  it('is wrong validation data', async () => {
    const validationData = tf.tensor2d([[0, 7]]);
    await expectRefusal('upDown: validationData must hold values in [0, 1]', {labels: [1], validationData});
    const good = tf.tensor2d([[0, 1]]);
    await expectRefusal(
      'upDown: labels of validationData must be a tensor of the classes of 1 rows for a machine with label units, got undefined.',
      {
        labels: [1],
        validationData: good,
      },
    );
    tf.dispose([validationData, good]);
  });

  it('is args that are none', async () => {
    const dbn = new DBN(STACK);
    const x = tf.tensor2d([[0, 1]]);
    await expect(dbn.upDown(x, null as never)).rejects.toThrow('upDown: args must be an object, got null.');
    await expect(dbn.upDown(x, x as never)).rejects.toThrow(
      'upDown: args must be an object, got an object of class',
    );
    x.dispose();
    dbn.dispose();
  });

  it('is a stack that is being trained, or disposed', async () => {
    const dbn = new DBN({visible: 2, hidden: [2, 2]});
    const x = tf.tensor2d([[0, 1]]);
    const training = dbn.upDown(x, {epochs: 1, verbose: 0});
    const message = 'this must be idle, got one that is being trained; await the training first.';
    await expect(dbn.upDown(x)).rejects.toThrow(`upDown: ${message}`);
    await expect(dbn.pretrain(x)).rejects.toThrow(`pretrain: ${message}`);
    expect(() => dbn.dispose()).toThrow(`dispose: ${message}`);
    await training;
    dbn.dispose();
    await expect(dbn.upDown(x)).rejects.toThrow(
      'upDown: this must be in use, got one that dispose() has freed.',
    );
    x.dispose();
  });

  it('shows how it goes on, unless it is told not to', async () => {
    const dbn = new DBN(STACK);
    const x = tf.tensor2d([[0, 1]]);
    const labels = tf.tensor1d([1]);
    const written = jest.spyOn(process.stderr, 'write').mockImplementation(() => true);
    await dbn.upDown(x, {labels, epochs: 1});
    const text = written.mock.calls.map(([part]) => String(part)).join('');
    written.mockClear();
    await dbn.upDown(x, {labels, epochs: 1, verbose: 0});
    expect(written).not.toHaveBeenCalled();
    written.mockRestore();
    expect(text).toMatch(/DBN 2-3\+2-2 {2}epoch 1\/1 {2}reconstructionError 0\.\d+ {2}accuracy [01]/);
    tf.dispose([x, labels]);
    dbn.dispose();
  });
});

describe('a signal that is aborted', () => {
  it('stops up-down at the next batch, with what was learned in place', async () => {
    const x = tf.tensor2d(Array.from({length: 20}, (_, row) => [row % 2, 1, row % 3 === 0 ? 1 : 0, 0]));
    const dbn = new DBN({visible: 4, hidden: [3, 2], seed: 1});
    const stopper = new AbortController();
    let batches = 0;
    const callbacks = {
      onBatchEnd: () => {
        if (++batches === 3) stopper.abort();
      },
    };
    const args = {batchSize: 2, verbose: 0, callbacks, signal: stopper.signal} as const;
    await expect(dbn.upDown(x, args)).rejects.toMatchObject({
      name: 'AbortError',
      message: 'upDown: signal was aborted; the parameters are those of the last step.',
    });
    expect(batches).toBe(3);
    // And at once, without a trace.
    const before = await savedOf(dbn);
    await expect(dbn.upDown(x, args)).rejects.toMatchObject({name: 'AbortError'});
    expect(dbn.rbms.map(({machine}) => machine.epochs)).toEqual([1, 1]);
    expect(await savedOf(dbn)).toEqual(before);
    x.dispose();
    dbn.dispose();
  });
});
