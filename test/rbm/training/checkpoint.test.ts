import * as tf from '@tensorflow/tfjs';
import {DBN, fileSystem, RBM, type FitArgs, type PretrainArgs, type RBMArgs} from 'tfjs-dbn';
import {read} from '../../read.js';
import {memoryHandler, seal} from '../../savedInMemory.js';

/** Rows that are not all alike, so that their order counts. */
const ROWS = Array.from({length: 23}, (_, row) => Array.from({length: 4}, (_, i) => ((row * 7) >> i) & 1));

const QUIET = {verbose: 0, batchSize: 5} as const;

function weights(rbms: readonly RBM[]): number[][] {
  return rbms.flatMap((rbm) => rbm.getWeights().map(read));
}

const gaussian = {units: 4, type: 'gaussian', standardize: true, variance: 'learned'} as const;

/** Trainings that need all that a checkpoint holds. */
const TRAININGS: [string, Omit<RBMArgs, 'seed'>, FitArgs][] = [
  ['contrastive divergence', {visible: 4, hidden: 3}, {}],
  [
    'a sparsity target and centred units',
    {visible: 4, hidden: 3},
    {sparsity: {target: 0.1}, centering: 'data'},
  ],
  ['persistent chains', {visible: 4, hidden: 3}, {estimator: {type: 'pcd', chains: 6}}],
  ['learned variances', {visible: gaussian, hidden: 3}, {}],
  ['fast weights', {visible: 4, hidden: 3}, {estimator: 'fpcd', engine: 'tensor'}],
  [
    'tempered chains',
    {visible: 4, hidden: 3},
    {estimator: {type: 'tempering', inverseTemperatures: 3}, engine: 'tensor'},
  ],
  ['label units', {visible: 4, hidden: 3, classes: 2}, {engine: 'tensor'}],
];

describe('RBM.resume', () => {
  describe.each(['tensor', 'wasm'] as const)('on the %s engine', (engine) => {
    it.each(TRAININGS)('goes on from any step, bit for bit: %s', async (_, machine, args) => {
      const x = tf.tensor2d(ROWS);
      const labels = machine.classes === undefined ? undefined : tf.tensor1d(ROWS.map(([first]) => first!));
      const validationData = tf.tensor2d(ROWS.slice(3, 9));
      const validationLabels = labels && tf.tensor1d(ROWS.slice(3, 9).map(([first]) => first!));
      const all: FitArgs = {
        engine,
        ...QUIET,
        ...args,
        epochs: 3,
        validationData: validationLabels ? [validationData, validationLabels] : validationData,
        ...(labels && {labels}),
        earlyStopping: {monitor: 'val_reconstructionError', patience: 5},
      };
      const unbroken = new RBM({...machine, seed: 7});
      const to = memoryHandler();
      const {epoch, history} = await unbroken.fit(x, {...all, checkpoint: {to, every: 1}});
      // The start, 5 steps an epoch, and the end.
      expect(to.saved).toHaveLength(1 + 15 + 1);
      for (const saved of to.saved) {
        const resumed = await RBM.resume(tf.io.fromMemory(saved));
        const again = await resumed.fit(x, all);
        expect(again.epoch).toEqual(epoch);
        expect(again.history).toEqual(history);
        expect(weights([resumed])).toEqual(weights([unbroken]));
        resumed.dispose();
      }
      tf.dispose([x, validationData, labels ?? [], validationLabels ?? []]);
      unbroken.dispose();
    });
  });

  it('has checkpoints at the start and once an epoch unless told otherwise, and what they say changes nothing', async () => {
    const x = tf.tensor2d(ROWS);
    const to = memoryHandler();
    const [one, other] = [
      new RBM({visible: 4, hidden: 3, seed: 1}),
      new RBM({visible: 4, hidden: 3, seed: 1}),
    ];
    await one.fit(x, {...QUIET, epochs: 3, checkpoint: {to}});
    await other.fit(x, {...QUIET, epochs: 3});
    expect(weights([one])).toEqual(weights([other]));
    // The start, and the end of each epoch.
    expect(to.saved).toHaveLength(1 + 3);
    tf.dispose(x);
    one.dispose();
    other.dispose();
  });

  it('trains for more epochs where more are asked for, but not once it had come to its end', async () => {
    const x = tf.tensor2d(ROWS);
    const to = memoryHandler();
    const rbm = new RBM({visible: 4, hidden: 3, seed: 1});
    await rbm.fit(x, {...QUIET, epochs: 2, checkpoint: {to}});
    const longer = await RBM.resume(tf.io.fromMemory(to.saved[1]!));
    expect((await longer.fit(x, {...QUIET, epochs: 5})).epoch).toEqual([0, 1, 2, 3, 4]);
    const over = await RBM.resume(tf.io.fromMemory(to.saved[2]!));
    expect((await over.fit(x, {...QUIET, epochs: 5})).epoch).toEqual([0, 1]);
    expect(weights([over])).toEqual(weights([rbm]));
    // From then on, it is a machine like any other.
    expect((await over.fit(x, {...QUIET, epochs: 1})).epoch).toEqual([0]);
    tf.dispose(x);
    for (const one of [rbm, longer, over]) one.dispose();
  });

  it('refuses other rows or batches, and takes the right ones after that', async () => {
    const x = tf.tensor2d(ROWS);
    const fewer = tf.tensor2d(ROWS.slice(1));
    const to = memoryHandler();
    const rbm = new RBM({visible: 4, hidden: 3, seed: 1});
    await rbm.fit(x, {...QUIET, epochs: 1, checkpoint: {to, every: 2}});
    const resumed = await RBM.resume(tf.io.fromMemory(to.saved[1]!));
    await expect(resumed.fit(fewer, {...QUIET, epochs: 1})).rejects.toThrow(
      'fit: x must be the 23 rows of the training that was interrupted, got 22; ' +
        'a training that goes on needs what it began with.',
    );
    await expect(resumed.fit(x, {...QUIET, batchSize: 4, epochs: 1})).rejects.toThrow(
      'fit: batchSize must be 5 as in the training that was interrupted, got 4; ',
    );
    await resumed.fit(x, {...QUIET, epochs: 1});
    expect(weights([resumed])).toEqual(weights([rbm]));
    tf.dispose([x, fewer]);
    rbm.dispose();
    resumed.dispose();
  });
});

describe('the first checkpoint', () => {
  /** A place that takes so many saves, and no more. */
  function full(after: number): ReturnType<typeof memoryHandler> {
    const handler = memoryHandler();
    const save = handler.save!.bind(handler);
    return {
      ...handler,
      save: (artifacts) =>
        handler.saved.length < after ? save(artifacts) : Promise.reject(new Error('no space left')),
    };
  }

  it.each(TRAININGS)(
    'is saved before anything changes, or the training does not begin: %s',
    async (_, machine, args) => {
      const x = tf.tensor2d(ROWS);
      const labels = machine.classes === undefined ? undefined : tf.tensor1d(ROWS.map(([first]) => first!));
      const all: FitArgs = {...QUIET, ...args, epochs: 2, ...(labels && {labels})};
      const rbm = new RBM({...machine, seed: 7});
      const before = weights([rbm]);
      const begun: string[] = [];
      const callbacks = {onTrainBegin: () => void begun.push('training')};
      await expect(rbm.fit(x, {...all, callbacks, checkpoint: {to: full(0)}})).rejects.toThrow(
        'no space left',
      );
      expect(begun).toEqual([]);
      expect(weights([rbm])).toEqual(before);
      // Not even the counters of what its noise depends on.
      const untouched = new RBM({...machine, seed: 7});
      for (const one of [rbm, untouched]) await one.fit(x, all);
      expect(weights([rbm])).toEqual(weights([untouched]));
      for (const one of [rbm, untouched]) one.dispose();
      tf.dispose([x, labels ?? []]);
    },
  );

  it('of a machine that had been trained has all that the next training goes on from', async () => {
    const x = tf.tensor2d(ROWS);
    const args: FitArgs = {
      ...QUIET,
      epochs: 2,
      estimator: {type: 'pcd', chains: 6},
      centering: 'data',
      sparsity: {target: 0.1},
    };
    const rbm = new RBM({visible: 4, hidden: 3, seed: 7});
    await rbm.fit(x, args);
    const to = memoryHandler();
    await rbm.fit(x, {...args, checkpoint: {to}});
    const resumed = await RBM.resume(tf.io.fromMemory(to.saved[0]!));
    await resumed.fit(x, args);
    expect(weights([resumed])).toEqual(weights([rbm]));
    for (const one of [rbm, resumed]) one.dispose();
    x.dispose();
  });

  it('of a training that goes on is where it had been, and if it cannot be saved, the training can still go on', async () => {
    const x = tf.tensor2d(ROWS);
    const validationData = tf.tensor2d(ROWS.slice(3, 9));
    const args: FitArgs = {
      ...QUIET,
      epochs: 3,
      validationData,
      earlyStopping: {monitor: 'val_reconstructionError', patience: 5},
    };
    const to = memoryHandler();
    const rbm = new RBM({visible: 4, hidden: 3, seed: 7});
    await rbm.fit(x, {...args, checkpoint: {to, every: 1}});
    const resumed = await RBM.resume(tf.io.fromMemory(to.saved[8]!));
    await expect(resumed.fit(x, {...args, checkpoint: {to: full(0)}})).rejects.toThrow('no space left');
    const again = memoryHandler();
    await resumed.fit(x, {...args, checkpoint: {to: again}});
    expect(again.saved[0]).toEqual(to.saved[8]);
    expect(weights([resumed])).toEqual(weights([rbm]));
    for (const one of [rbm, resumed]) one.dispose();
    tf.dispose([x, validationData]);
  });

  it('is not saved by a call that is refused, or aborted', async () => {
    const x = tf.tensor2d(ROWS);
    const to = memoryHandler();
    const rbm = new RBM({visible: 4, hidden: 3, seed: 7});
    for (const wrong of [{callbacks: 5 as never}, {signal: AbortSignal.abort()}, {k: 0}]) {
      await expect(rbm.fit(x, {...QUIET, ...wrong, checkpoint: {to}})).rejects.toThrow();
    }
    expect(to.saved).toEqual([]);
    rbm.dispose();
    x.dispose();
  });

  it('of a signal that is aborted while it is saved is the last, and nothing has changed', async () => {
    const x = tf.tensor2d(ROWS);
    const to = memoryHandler();
    const save = to.save!.bind(to);
    const stopper = new AbortController();
    to.save = (artifacts) => {
      stopper.abort();
      return save(artifacts);
    };
    const rbm = new RBM({visible: 4, hidden: 3, seed: 7});
    const before = weights([rbm]);
    const training = rbm.fit(x, {...QUIET, signal: stopper.signal, checkpoint: {to}});
    await expect(training).rejects.toMatchObject({name: 'AbortError'});
    expect(to.saved).toHaveLength(1);
    expect(weights([rbm])).toEqual(before);
    rbm.dispose();
    x.dispose();
  });

  it.each(['pretrain', 'pretrainDataset'] as const)(
    'of a stack is that of the first layer that is trained: %s',
    async (method) => {
      const x = tf.tensor2d(ROWS);
      const train = (dbn: DBN, to: tf.io.IOHandler): Promise<unknown> =>
        method === 'pretrain'
          ? dbn.pretrain(x, {...QUIET, epochs: 1, checkpoint: {to}})
          : dbn.pretrainDataset(tf.data.array(ROWS).batch(5), {
              verbose: 0,
              epochs: 1,
              checkpoint: {to},
            });
      const dbn = new DBN({visible: 4, hidden: [5, 3], seed: 7});
      const before = weights(dbn.rbms);
      await expect(train(dbn, full(0))).rejects.toThrow('no space left');
      expect(weights(dbn.rbms)).toEqual(before);

      const to = memoryHandler();
      await train(dbn, to);
      // The start, and the end of each layer.
      expect(to.saved).toHaveLength(1 + 2);
      // Of the last one, nothing is left to train.
      for (const saved of to.saved.slice(0, -1)) {
        const resumed = await DBN.resume(tf.io.fromMemory(saved));
        await expect(train(resumed, full(0))).rejects.toThrow('no space left');
        await train(resumed, memoryHandler());
        expect(weights(resumed.rbms)).toEqual(weights(dbn.rbms));
        resumed.dispose();
      }
      dbn.dispose();
      x.dispose();
    },
  );
});

describe('DBN.resume', () => {
  it.each(['tensor', 'wasm'] as const)('goes on from any step of any layer on %s', async (engine) => {
    const x = tf.tensor2d(ROWS);
    const validationData = tf.tensor2d(ROWS.slice(3, 9));
    const args: PretrainArgs = {...QUIET, engine, epochs: 2, validationData, layers: [{}, {batchSize: 7}]};
    const unbroken = new DBN({visible: 4, hidden: [5, 3, 2], seed: 7});
    const to = memoryHandler();
    const histories = await unbroken.pretrain(x, {...args, checkpoint: {to, every: 1}});
    // The start, the steps of each layer, and its end.
    expect(to.saved).toHaveLength(1 + 10 + 8 + 10 + 3);
    for (const saved of to.saved) {
      const resumed = await DBN.resume(tf.io.fromMemory(saved));
      const again = await resumed.pretrain(x, args);
      expect(again.map(({epoch, history}) => ({epoch, history}))).toEqual(
        histories.map(({epoch, history}) => ({epoch, history})),
      );
      expect(weights(resumed.rbms)).toEqual(weights(unbroken.rbms));
      resumed.dispose();
    }
    tf.dispose([x, validationData]);
    unbroken.dispose();
  });
});

describe('a training that goes on', () => {
  /** A stack that was interrupted in its second layer, and the weights that it is to end with. */
  async function interrupted(args: PretrainArgs, place: number): Promise<{dbn: DBN; expected: number[][]}> {
    const x = tf.tensor2d(ROWS);
    const to = memoryHandler();
    const unbroken = new DBN({visible: 4, hidden: [5, 3], seed: 7});
    await unbroken.pretrain(x, {...args, checkpoint: {to, every: 1}});
    const dbn = await DBN.resume(tf.io.fromMemory(to.saved[place]!));
    const expected = weights(unbroken.rbms);
    unbroken.dispose();
    x.dispose();
    return {dbn, expected};
  }

  const args: PretrainArgs = {...QUIET, epochs: 2};

  it.each<[string, PretrainArgs]>([
    ['of another batch size', {batchSize: 4}],
    ['of callbacks that are none', {callbacks: 5 as never}],
    ['of a signal that is aborted already', {signal: AbortSignal.abort()}],
    ['of a monitor that there is not', {layers: [{}, {earlyStopping: {monitor: 'nope'}}]}],
    [
      'of a callback that throws at once',
      {
        callbacks: {
          onLayerBegin() {
            throw new Error('mine');
          },
        },
      },
    ],
  ])('is not lost by a call that fails, because %s', async (_, wrong) => {
    const x = tf.tensor2d(ROWS);
    // In the second layer, and between the two, where no batches bind.
    for (const place of 'batchSize' in wrong ? [13] : [13, 11]) {
      const {dbn, expected} = await interrupted(args, place);
      await expect(dbn.pretrain(x, {...args, ...wrong})).rejects.toThrow();
      await dbn.pretrain(x, args);
      expect(weights(dbn.rbms)).toEqual(expected);
      dbn.dispose();
    }
    x.dispose();
  });

  it('is at its end where a callback had stopped the stack', async () => {
    const x = tf.tensor2d(ROWS);
    const to = memoryHandler();
    const dbn = new DBN({visible: 4, hidden: [5, 3], seed: 7});
    const callbacks = {
      onEpochEnd: () => {
        dbn.stopTraining = true;
      },
    };
    await dbn.pretrain(x, {...args, callbacks, checkpoint: {to}});
    const resumed = await DBN.resume(tf.io.fromMemory(to.saved.at(-1)!));
    expect(await resumed.pretrain(x, args)).toHaveLength(1);
    expect(weights(resumed.rbms)).toEqual(weights(dbn.rbms));
    x.dispose();
    dbn.dispose();
    resumed.dispose();
  });

  it('is forgotten when a machine of the stack is given other weights, or the whole is trained by up-down', async () => {
    const x = tf.tensor2d(ROWS);
    for (const change of [
      (dbn: DBN) => {
        tf.tidy(() => dbn.rbms[0]!.setWeights(dbn.rbms[0]!.getWeights()));
        return Promise.resolve();
      },
      async (dbn: DBN) => {
        await dbn.upDown(x, {verbose: 0, epochs: 1});
      },
    ]) {
      const {dbn} = await interrupted(args, 13);
      await change(dbn);
      const layers: number[] = [];
      await dbn.pretrain(x, {...args, callbacks: {onLayerBegin: (layer: number) => void layers.push(layer)}});
      expect(layers).toEqual([0, 1]);
      dbn.dispose();
    }
    x.dispose();
  });

  it('is another one where it begins at a later epoch, once the first had come to its end', async () => {
    const x = tf.tensor2d(ROWS);
    const to = memoryHandler();
    const rbm = new RBM({visible: 4, hidden: 3, seed: 7});
    await rbm.fit(x, {...QUIET, epochs: 2, checkpoint: {to}});
    const resumed = await RBM.resume(tf.io.fromMemory(to.saved.at(-1)!));
    expect((await resumed.fit(x, {...QUIET, initialEpoch: 2, epochs: 4})).epoch).toEqual([2, 3]);
    await rbm.fit(x, {...QUIET, initialEpoch: 2, epochs: 4});
    expect(weights([resumed])).toEqual(weights([rbm]));
    x.dispose();
    rbm.dispose();
    resumed.dispose();
  });

  it('has what callbacks put into the logs, if these are numbers', async () => {
    const x = tf.tensor2d(ROWS);
    const to = memoryHandler();
    const callbacks = {
      onEpochEnd(_: number, logs: object) {
        Object.assign(logs, {note: 'hello', call: () => 1, best: -Infinity, unknown: NaN});
      },
    } as never;
    const rbm = new RBM({visible: 4, hidden: 3, seed: 7});
    await rbm.fit(x, {...QUIET, epochs: 2, callbacks, checkpoint: {to}});
    const resumed = await RBM.resume(tf.io.fromMemory(to.saved.at(-1)!));
    const {history} = await resumed.fit(x, {...QUIET, epochs: 2});
    expect(Object.keys(history)).toEqual(['reconstructionError', 'best', 'unknown']);
    expect([history['best'], history['unknown']]).toEqual([
      [-Infinity, -Infinity],
      [NaN, NaN],
    ]);
    x.dispose();
    rbm.dispose();
    resumed.dispose();
  });
});

describe('signal', () => {
  it.each(['tensor', 'wasm'] as const)(
    'stops at the next batch, and the rest can be done later: %s',
    async (engine) => {
      const x = tf.tensor2d(ROWS);
      const args: PretrainArgs = {...QUIET, engine, epochs: 2};
      const unbroken = new DBN({visible: 4, hidden: [5, 3], seed: 7});
      await unbroken.pretrain(x, args);

      const dbn = new DBN({visible: 4, hidden: [5, 3], seed: 7});
      const to = memoryHandler();
      const stopper = new AbortController();
      let batches = 0;
      const callbacks = {
        onBatchEnd: () => {
          // In the second layer.
          if (++batches === 13) stopper.abort(new Error('enough'));
        },
      };
      const stopped: unknown = await dbn
        .pretrain(x, {...args, callbacks, signal: stopper.signal, checkpoint: {to}})
        .catch((error: unknown) => error);
      expect(stopped).toBeInstanceOf(DOMException);
      expect(stopped).toMatchObject({
        name: 'AbortError',
        message: 'pretrain: signal was aborted; the parameters are those of the last step.',
        cause: new Error('enough'),
      });
      expect(batches).toBe(13);
      // It is a usable one.
      dbn.transform(x).dispose();
      const resumed = await DBN.resume(tf.io.fromMemory(to.saved.at(-1)!));
      expect(weights(resumed.rbms)).toEqual(weights(dbn.rbms));
      await resumed.pretrain(x, args);
      expect(weights(resumed.rbms)).toEqual(weights(unbroken.rbms));
      x.dispose();
      for (const one of [unbroken, dbn, resumed]) one.dispose();
    },
  );

  it('stops before the first batch where it is aborted already', async () => {
    const x = tf.tensor2d(ROWS);
    const rbm = new RBM({visible: 4, hidden: 3, seed: 7});
    const before = weights([rbm]);
    const signal = AbortSignal.abort();
    await expect(rbm.fit(x, {...QUIET, biasFromData: false, signal})).rejects.toMatchObject({
      name: 'AbortError',
    });
    expect(weights([rbm])).toEqual(before);
    await rbm.fit(x, {...QUIET, epochs: 1});
    x.dispose();
    rbm.dispose();
  });
});

describe('a wrong option', () => {
  it.each<[string, FitArgs]>([
    [
      'fit: checkpoint.to must be a URL or an IOHandler that saves, got undefined.',
      {checkpoint: {} as never},
    ],
    [
      "fit: checkpoint.to must be a URL that a single tfjs IOHandler is registered for, got 'nowhere://x' with 0; for files in plain Node.js " +
        'pass fileSystem(path).',
      {checkpoint: {to: 'nowhere://x'}},
    ],
    ['fit: checkpoint.every must be an integer >= 1, got 0.', {checkpoint: {to: memoryHandler(), every: 0}}],
    ["fit: checkpoint: unknown option 'each'.", {checkpoint: {each: 1} as never}],
    [
      'fit: checkpoint must be {to, every}; write checkpoint: {to: …}.',
      {checkpoint: memoryHandler() as never},
    ],
    [
      'fit: checkpoint must be {to, every}; write checkpoint: {to: …}.',
      {checkpoint: 'indexeddb://checkpoint' as never},
    ],
    ['fit: signal must be an AbortSignal, got true.', {signal: true as never}],
  ])('says: %s', async (message, args) => {
    const x = tf.tensor2d(ROWS);
    const rbm = new RBM({visible: 4, hidden: 3});
    await expect(rbm.fit(x, args)).rejects.toThrow(message);
    x.dispose();
    rbm.dispose();
  });

  it('is a checkpoint of one layer', async () => {
    const x = tf.tensor2d(ROWS);
    const dbn = new DBN({visible: 4, hidden: [3]});
    const layers = [{checkpoint: {to: memoryHandler()}} as never];
    await expect(dbn.pretrain(x, {layers})).rejects.toThrow(
      'pretrain: layers[0]: checkpoint must be left out; it is for all layers',
    );
    x.dispose();
    dbn.dispose();
  });
});

describe('a checkpoint that is not what was saved', () => {
  /** One of the second layer of three, with early stopping. */
  async function checkpoint(): Promise<tf.io.ModelArtifacts> {
    const x = tf.tensor2d(ROWS);
    const validationData = tf.tensor2d(ROWS.slice(3, 9));
    const to = memoryHandler();
    const dbn = new DBN({visible: 4, hidden: [5, 3, 2], seed: 7});
    const earlyStopping = {monitor: 'val_reconstructionError'};
    await dbn.pretrain(x, {...QUIET, epochs: 2, validationData, earlyStopping, checkpoint: {to, every: 4}});
    tf.dispose([x, validationData]);
    dbn.dispose();
    return to.saved[5]!;
  }

  const config = ({modelTopology}: tf.io.ModelArtifacts): Record<string, unknown> =>
    (modelTopology as {config: Record<string, unknown>}).config;
  const position = (artifacts: tf.io.ModelArtifacts): Record<string, unknown> =>
    config(artifacts)['position'] as Record<string, unknown>;

  it.each<[string, (artifacts: tf.io.ModelArtifacts) => void]>([
    [
      "source's version must be one of 2, 3, got 7; load it with the release of tfjs-dbn that saved it.",
      (a) => Object.assign(a.modelTopology!, {version: 7}),
    ],
    ['source must be undamaged, got no state of a training.', (a) => delete config(a)['trainingStates']],
    [
      "source's trainingStates[1].hasVelocities must be true or false, got 1.",
      (a) => Object.assign((config(a)['trainingStates'] as object[])[1]!, {hasVelocities: 1}),
    ],
    ["source's position.batchSize must be an integer >= 1, got 0.", (a) => (position(a)['batchSize'] = 0)],
    ["source's position.epoch must be an integer >= 0, got 'x'.", (a) => (position(a)['epoch'] = 'x')],
    [
      "source's position.progress.batches must be an integer >= 0, got -3.",
      (a) => Object.assign(position(a)['progress'] as object, {batches: -3}),
    ],
    [
      "source's position.progress.swaps must be undamaged, got no list.",
      (a) => Object.assign(position(a)['progress'] as object, {swaps: {length: 1e9}}),
    ],
    ["source's position.history must be undamaged, got no history.", (a) => (position(a)['history'] = {})],
    ["source's position.best.epoch must be an integer >= 0", (a) => (position(a)['best'] = {})],
    [
      "source's histories[0].reconstructionError[0] must be a number, got 'x'.",
      (a) => {
        (config(a)['histories'] as {history: Record<string, unknown[]>}[])[0]!.history[
          'reconstructionError'
        ]![0] = 'x';
      },
    ],
    [
      'source must be undamaged, got layers that do not fit together.',
      (a) =>
        (config(a)['histories'] as object[]).push(...(config(a)['histories'] as object[]), {
          epoch: [],
          history: {},
        }),
    ],
    [
      'source must be undamaged, got layers that do not fit together.',
      (a) => (config(a)['trainingStates'] as object[]).pop(),
    ],
    [
      'source must be undamaged, got an epoch of more batches than there were.',
      (a) => Object.assign(position(a)['progress'] as object, {batches: 1000, seen: 5000}),
    ],
    ['tensors instead of', (a) => (position(a)['hasBest'] = false)],
    ['bytes of weights, too few', (a) => (a.weightData = (a.weightData as ArrayBuffer).slice(0, -40))],
  ])('is refused: DBN.resume: %s', async (message, change) => {
    const artifacts = await checkpoint();
    change(artifacts);
    await seal(artifacts);
    await expect(DBN.resume(tf.io.fromMemory(artifacts))).rejects.toThrow(message);
  });

  it('is refused by its checksum where a single bit is another', async () => {
    const artifacts = await checkpoint();
    new Uint8Array(artifacts.weightData as ArrayBuffer)[100]! ^= 4;
    await expect(DBN.resume(tf.io.fromMemory(artifacts))).rejects.toThrow(
      'DBN.resume: source must be undamaged, got content of checksum',
    );
  });

  it('is refused where there is none', async () => {
    await expect(DBN.resume(fileSystem('no-such-folder'))).rejects.toThrow(
      'fileSystem: no-such-folder must be a folder that something was saved to, with model.json, got none.',
    );
    await expect(RBM.resume('nowhere://x')).rejects.toThrow(
      "RBM.resume: source must be a URL that a single tfjs IOHandler is registered for, got 'nowhere://x' with 0",
    );
  });
});
