import {mkdtemp, readdir, readFile, rename, rm, utimes, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {basename, join} from 'node:path';
import * as tf from '@tensorflow/tfjs';
import {DBN, fileSystem, RBM} from 'tfjs-dbn';
import {read} from '../read.js';
import {artifactsOf, memoryHandler} from '../savedInMemory.js';

declare const BACKEND: string;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tfjs-dbn-'));
});
afterEach(async () => {
  await rm(folder, {recursive: true});
});

describe('a saved machine', () => {
  it('comes back as it was, and goes on where it stopped, at rest', async () => {
    const x = tf.tensor2d([
      [0.5, -1],
      [2, 1],
    ]);
    const rbm = new RBM({visible: {units: 2, type: 'gaussian'}, hidden: 3, seed: 5});
    await rbm.fit(x, {epochs: 2, verbose: 0});
    await rbm.save(fileSystem(folder));
    const loaded = await RBM.load(fileSystem(folder));
    expect(loaded.getWeights().map(read)).toEqual(rbm.getWeights().map(read));
    // The velocity is not saved.
    await rbm.fit(x, {epochs: 1, momentum: 0, verbose: 0});
    await loaded.fit(x, {epochs: 1, momentum: 0, verbose: 0});
    expect(loaded.getWeights().map(read)).toEqual(rbm.getWeights().map(read));
    x.dispose();
    rbm.dispose();
    loaded.dispose();
  });

  it('that has learned nothing still starts with the biases of the data', async () => {
    const rbm = new RBM({visible: 1, hidden: 1, seed: 5});
    const loaded = await RBM.load(tf.io.fromMemory(await artifactsOf(rbm)));
    const x = tf.tensor2d([[1], [1]]);
    await loaded.fit(x, {epochs: 0, verbose: 0});
    expect(loaded.getWeights().map(read)[1]![0]).toBeCloseTo(Math.log(3), 6);
    x.dispose();
    rbm.dispose();
    loaded.dispose();
  });

  it('can be saved while it is trained', async () => {
    const rbm = new RBM({visible: 1, hidden: 1, seed: 5});
    const x = tf.tensor2d([[1], [0]]);
    await rbm.fit(x, {
      epochs: 3,
      verbose: 0,
      callbacks: {onBatchEnd: () => void rbm.save(fileSystem(folder))},
    });
    await rbm.save(fileSystem(folder));
    (await RBM.load(fileSystem(folder))).dispose();
    x.dispose();
    rbm.dispose();
  });
});

describe('saves', () => {
  it('are handed over in the order in which they began, however long they take to encode', async () => {
    const sizes = [600, 1, 300, 2];
    const machines = sizes.map((hidden) => new RBM({visible: 1000, hidden, seed: 1}));
    const handler = memoryHandler();
    // However quick the machine, the event loop runs after each MiB that is encoded.
    let now = 0;
    const clock = jest.spyOn(performance, 'now').mockImplementation(() => (now += 1000));
    try {
      await Promise.all(machines.map((rbm) => rbm.save(handler)));
    } finally {
      clock.mockRestore();
    }
    expect(handler.saved.map(({weightSpecs}) => weightSpecs![0]!.shape[1])).toEqual(sizes);
    for (const rbm of machines) rbm.dispose();
  });

  it('go on after one that fails', async () => {
    const rbm = new RBM({visible: 2, hidden: 3, seed: 1});
    const handler = memoryHandler();
    const failing = rbm.save({save: () => Promise.reject(new Error('full'))});
    const throwing = rbm.save({
      save() {
        throw new Error('broken');
      },
    });
    const results = await Promise.allSettled([failing, throwing, rbm.save(handler)]);
    expect(results).toMatchObject([
      {status: 'rejected', reason: {message: 'full'}},
      {status: 'rejected', reason: {message: 'broken'}},
      {status: 'fulfilled'},
    ]);
    expect(handler.saved).toHaveLength(1);
    rbm.dispose();
  });

  it('do not wait until the one before has been written', async () => {
    const rbm = new RBM({visible: 2, hidden: 3, seed: 1});
    const handler = memoryHandler();
    let written: () => void = () => undefined;
    const slow = rbm.save({
      save: () =>
        new Promise((resolve) => {
          written = () => resolve({modelArtifactsInfo: {dateSaved: new Date(), modelTopologyType: 'JSON'}});
        }),
    });
    await rbm.save(handler);
    expect(handler.saved).toHaveLength(1);
    written();
    await slow;
    rbm.dispose();
  });
});

describe('a saved stack', () => {
  it('comes back as it was, and goes on where it stopped, at rest', async () => {
    const x = tf.tensor2d([
      [0, 1],
      [1, 1],
    ]);
    const dbn = new DBN({visible: 2, hidden: [3, 2], seed: 5});
    await dbn.pretrain(x, {epochs: 2, verbose: 0});
    const loaded = await DBN.load(tf.io.fromMemory(await artifactsOf(dbn)));
    const weights = (stack: DBN): number[][] => stack.rbms.flatMap((rbm) => rbm.getWeights().map(read));
    expect(weights(loaded)).toEqual(weights(dbn));
    // The velocity is not saved.
    await dbn.pretrain(x, {epochs: 1, momentum: 0, verbose: 0});
    await loaded.pretrain(x, {epochs: 1, momentum: 0, verbose: 0});
    expect(weights(loaded)).toEqual(weights(dbn));
    x.dispose();
    dbn.dispose();
    loaded.dispose();
  });
});

describe('a file that is not what was saved', () => {
  const damage: [string, (artifacts: tf.io.ModelArtifacts) => void][] = [
    ['source must be a saved RBM of tfjs-dbn, got something else.', (a) => (a.modelTopology = {})],
    [
      'source must be a saved RBM of tfjs-dbn, got a saved Sequential.',
      (a) => (a.modelTopology = {class_name: 'Sequential'}),
    ],
    [
      "source's version must be one of 2, 3, got 4; load it with the release of tfjs-dbn that saved it.",
      (a) => Object.assign(a.modelTopology!, {version: 4}),
    ],
    [
      'source must be undamaged, got no configuration.',
      (a) => Object.assign(a.modelTopology!, {config: null}),
    ],
    [
      "source's visible.units must be an integer from 1 to 16777216, got 1e+99.",
      (a) => (config(a)['visible'] = {units: 1e99}),
    ],
    [
      "source's visible must be a number of units or {units, type}, got undefined.",
      (a) => delete config(a)['visible'],
    ],
    [
      "source's hidden.type must be one of 'bernoulli', 'gaussian', 'relu', 'softmax', got 'tanh'.",
      (a) => (config(a)['hidden'] = {units: 3, type: 'tanh'}),
    ],
    ["source's seed must be an integer >= 0, got '5'.", (a) => (config(a)['seed'] = '5')],
    ["source's configuration.steps must be an integer >= 0, got -1.", (a) => (config(a)['steps'] = -1)],
    ['source must be undamaged, got 2 tensors instead of 3.', (a) => a.weightSpecs!.pop()],
    [
      "source must be undamaged, got a tensor named '__proto__'.",
      (a) => (a.weightSpecs![0]!.name = '__proto__'),
    ],
    [
      "source must be undamaged, got a tensor named 'visibleBias'.",
      (a) => (a.weightSpecs![2]!.name = 'visibleBias'),
    ],
    [
      "source must be undamaged, got weights as 'float32' of shape [3, 2] instead of [2, 3].",
      (a) => (a.weightSpecs![0]!.shape = [3, 2]),
    ],
    [
      "source must be undamaged, got weights as 'float32' of shape an object instead of [2, 3].",
      (a) => (a.weightSpecs![0]!.shape = {toString: 1} as never),
    ],
    ['source must be undamaged, got a tensor named 7.', (a) => (a.weightSpecs![0]!.name = 7 as never)],
    [
      "source must be undamaged, got weights as 'int32' of shape [2, 3] instead of [2, 3].",
      (a) => (a.weightSpecs![0]!.dtype = 'int32'),
    ],
    [
      'source must be undamaged, got 40 bytes of weights, too few.',
      (a) => (a.weightData = (a.weightData as ArrayBuffer).slice(4)),
    ],
    [
      'source must be undamaged, got 48 bytes of weights, too many.',
      (a) => (a.weightData = new ArrayBuffer(48)),
    ],
    [
      'source must be undamaged, got NaN or infinity in weights.',
      (a) => new Uint32Array(a.weightData as ArrayBuffer).fill(0x7fc00000),
    ],
    ['source must be undamaged, got 0 bytes of weights, too few.', (a) => delete a.weightData],
    // What only the checksum shows: a bit of a weight, a number that could be, none at all.
    ['source must be undamaged, got content of checksum', (a) => (bytes(a)[5]! ^= 1)],
    ['source must be undamaged, got content of checksum', (a) => (config(a)['steps'] = 12)],
    ['source must be undamaged, got content of checksum', (a) => delete checksumOf(a).checksum],
  ];

  it.each(damage)('says: RBM.load: %s', async (message, change) => {
    const rbm = new RBM({visible: 2, hidden: 3, seed: 5});
    const artifacts = structuredClone(await artifactsOf(rbm));
    change(artifacts);
    await expect(RBM.load(tf.io.fromMemory(artifacts))).rejects.toThrow(`RBM.load: ${message}`);
    rbm.dispose();
  });

  it('is a machine where a stack is asked for, and the other way round', async () => {
    const rbm = new RBM({visible: 2, hidden: 3});
    const dbn = new DBN({visible: 2, hidden: [3]});
    const [machine, stack] = [await artifactsOf(rbm), await artifactsOf(dbn)];
    await expect(DBN.load(tf.io.fromMemory(machine))).rejects.toThrow(
      'DBN.load: source must be a saved DBN of tfjs-dbn, got a saved RBM.',
    );
    await expect(RBM.load(tf.io.fromMemory(stack))).rejects.toThrow(
      'RBM.load: source must be a saved RBM of tfjs-dbn, got a saved DBN.',
    );
    rbm.dispose();
    dbn.dispose();
  });

  it.each<[string, (artifacts: tf.io.ModelArtifacts) => void]>([
    ['source must be undamaged, got layers that do not fit together.', (a) => (config(a)['layers'] = [])],
    [
      "source's hidden[1] must be a number of units or {units, type}, got 'x'.",
      (a) => (config(a)['hidden'] = [3, 'x']),
    ],
    [
      "source's layers[0].steps must be an integer >= 0, got undefined.",
      (a) => (config(a)['layers'] = [null, null]),
    ],
    [
      "source must be undamaged, got rbm0/weights as 'float32' of shape [2, 3] instead of [2, 4].",
      (a) => (config(a)['hidden'] = [4, 2]),
    ],
  ])('says: DBN.load: %s', async (message, change) => {
    const dbn = new DBN({visible: 2, hidden: [3, 2]});
    const artifacts = structuredClone(await artifactsOf(dbn));
    change(artifacts);
    await expect(DBN.load(tf.io.fromMemory(artifacts))).rejects.toThrow(`DBN.load: ${message}`);
    dbn.dispose();
  });

  it.each<[string, unknown]>([
    [
      "save: target must be a URL that a single tfjs IOHandler is registered for, got 'nowhere://x' with 0; for files in plain Node.js pass fileSystem(path).",
      'nowhere://x',
    ],
    ['save: target must be a URL or an IOHandler that saves, got null.', null],
    ['save: target must be a URL or an IOHandler that saves, got an object.', {}],
  ])('or no place to save to: %s', async (message, target) => {
    const rbm = new RBM({visible: 2, hidden: 3});
    await expect(rbm.save(target as never)).rejects.toThrow(message);
    rbm.dispose();
  });

  it('or no place to load from', async () => {
    await expect(RBM.load('nowhere://x')).rejects.toThrow(
      'RBM.load: source must be a URL that a single tfjs IOHandler is registered for',
    );
    await expect(RBM.load({})).rejects.toThrow(
      'RBM.load: source must be a URL or an IOHandler that loads, got an object.',
    );
  });
});

describe('a URL', () => {
  // Routers cannot be removed again; no other test uses this scheme.
  const stored = new Map<string, tf.io.ModelArtifacts>();
  const router = (url: string | string[]): tf.io.IOHandler => {
    const place = String(url);
    if (!place.startsWith('test://')) return null as never;
    return {
      save: (artifacts) => {
        stored.set(place, artifacts);
        return Promise.resolve({modelArtifactsInfo: {dateSaved: new Date(), modelTopologyType: 'JSON'}});
      },
      load: () => Promise.resolve(stored.get(place)!),
    };
  };
  beforeAll(() => {
    tf.io.registerSaveRouter(router);
    tf.io.registerLoadRouter(router);
  });

  it('saves and loads where a handler is registered for it', async () => {
    const dbn = new DBN({visible: 2, hidden: [3], seed: 1});
    await dbn.save('test://dbn');
    const loaded = await DBN.load('test://dbn');
    expect(loaded.rbms[0]!.getWeights().map(read)).toEqual(dbn.rbms[0]!.getWeights().map(read));
    dbn.dispose();
    loaded.dispose();
  });

  it('says so where there is nothing', async () => {
    await expect(RBM.load('test://nothing')).rejects.toThrow(
      'RBM.load: source must be a saved RBM of tfjs-dbn, got something else.',
    );
  });

  if (BACKEND === 'tensorflow') {
    it("of tfjs-node's file system reads what fileSystem wrote, and the other way round", async () => {
      const rbm = new RBM({visible: 2, hidden: 3, seed: 1});
      await rbm.save(fileSystem(folder));
      const first = await RBM.load(`file://${folder}/model.json`);
      await rbm.save(`file://${folder}`);
      const second = await RBM.load(fileSystem(folder));
      for (const loaded of [first, second]) {
        expect(loaded.getWeights().map(read)).toEqual(rbm.getWeights().map(read));
        loaded.dispose();
      }
      rbm.dispose();
    });
  }
});

describe('fileSystem', () => {
  it('saves and loads a tfjs model', async () => {
    const model = tf.sequential({layers: [tf.layers.dense({units: 2, inputShape: [3]})]});
    await model.save(fileSystem(folder));
    const loaded = await tf.loadLayersModel(fileSystem(folder));
    expect(loaded.getWeights().map((w) => Array.from(w.dataSync()))).toEqual(
      model.getWeights().map((w) => Array.from(w.dataSync())),
    );
    model.dispose();
    loaded.dispose();
  });

  it('leaves one file of weights, and nothing that was being written', async () => {
    const rbm = new RBM({visible: 2, hidden: 3, seed: 1});
    await rbm.save(fileSystem(join(folder, 'new', 'folder')));
    tf.tidy(() => rbm.setWeights([tf.ones([2, 3]), tf.zeros([2]), tf.zeros([3])]));
    await rbm.save(fileSystem(join(folder, 'new', 'folder')));
    const files = await readdir(join(folder, 'new', 'folder'));
    expect(files).toEqual(['model.json', expect.stringMatching(/^weights-[0-9a-f]{16}-[0-9a-f-]{36}\.bin$/)]);
    rbm.dispose();
  });

  it('takes several saves to one folder one after the other, however it is spelt', async () => {
    const machines = Array.from({length: 6}, (_, seed) => new RBM({visible: 2, hidden: 3, seed}));
    await Promise.all(
      machines.map((rbm, place) =>
        rbm.save(fileSystem(place % 2 === 0 ? folder : `${folder}/../${basename(folder)}`)),
      ),
    );
    const loaded = await RBM.load(fileSystem(folder));
    expect(loaded.getWeights().map(read)).toEqual(machines.at(-1)!.getWeights().map(read));
    expect(await readdir(folder)).toHaveLength(2);
    for (const rbm of [...machines, loaded]) rbm.dispose();
  });

  it('removes what a crash left unfinished over an hour ago, and nothing else', async () => {
    const hoursAgo = (hours: number): Date => new Date(Date.now() - hours * 3_600_000);
    const id = (digit: number): string => `${String(digit).repeat(8)}-89ab-cdef-0123-456789abcdef`;
    const weights = (digit: number): string => `weights-0123456789abcdef-${id(digit)}.bin`;
    const pending = (digit: number): string => `model.json.${id(digit)}.tmp`;
    for (const [name, age] of [
      // Two that were writing their weights, one of them not long ago; one that had none yet; one of an earlier version.
      [pending(1), 2],
      [weights(1), 1.1],
      [pending(2), 2],
      [weights(2), 0.5],
      [pending(3), 2],
      [`weights-0123456789abcdef.bin.${id(4)}.tmp`, 2],
      ['mine.tmp', 2],
      ['weights.bin', 2],
      // Weights that nobody can want any more go at once.
      [weights(5), 0],
      ['weights-0123456789abcdef.bin', 0],
    ] as const) {
      await writeFile(join(folder, name), 'x');
      await utimes(join(folder, name), hoursAgo(age), hoursAgo(age));
    }
    const rbm = new RBM({visible: 2, hidden: 3, seed: 1});
    await rbm.save(fileSystem(folder));
    const current = /weights-[0-9a-f-]+\.bin/.exec(await readFile(join(folder, 'model.json'), 'utf8'))![0];
    expect((await readdir(folder)).sort()).toEqual(
      ['mine.tmp', 'model.json', pending(2), weights(2), current, 'weights.bin'].sort(),
    );
    rbm.dispose();
  });

  it('replaces what an earlier version saved, and reads it', async () => {
    const rbm = new RBM({visible: 2, hidden: 3, seed: 1});
    await rbm.save(fileSystem(folder));
    const name = (await readdir(folder)).find((file) => file.startsWith('weights'))!;
    const earlier = `${name.slice(0, 'weights-0123456789abcdef'.length)}.bin`;
    await rename(join(folder, name), join(folder, earlier));
    const text = await readFile(join(folder, 'model.json'), 'utf8');
    await writeFile(join(folder, 'model.json'), text.replace(name, earlier));
    (await RBM.load(fileSystem(folder))).dispose();
    await rbm.save(fileSystem(folder));
    expect(await readdir(folder)).toHaveLength(2);
    expect(await readdir(folder)).not.toContain(earlier);
    rbm.dispose();
  });

  it('keeps what was saved before when saving fails', async () => {
    const rbm = new RBM({visible: 2, hidden: 3, seed: 1});
    await rbm.save(fileSystem(folder));
    const before = await RBM.load(fileSystem(folder));
    const [first] = before.getWeights().map(read);

    const cyclic: {self?: object} = {};
    cyclic.self = cyclic;
    const artifacts = {
      ...(await artifactsOf(rbm)),
      weightData: new ArrayBuffer(8),
      userDefinedMetadata: cyclic as never,
    };
    await expect(fileSystem(folder).save!(artifacts)).rejects.toThrow('circular');
    const after = await RBM.load(fileSystem(folder));
    expect(after.getWeights().map(read)[0]).toEqual(first);
    expect(await readdir(folder)).toHaveLength(2);
    before.dispose();
    after.dispose();
    rbm.dispose();
  });

  it.each<[string, (file: (name: string) => string, weights: string) => Promise<void>]>([
    [
      'model.json must be a saved tfjs model, got \'{"a":\'.',
      (file) => writeFile(file('model.json'), '{"a":'),
    ],
    ["model.json must be a saved tfjs model, got '[]'.", (file) => writeFile(file('model.json'), '[]')],
    [
      'must be undamaged, got 44 bytes of another checksum; it was cut off or changed, and what was saved is lost.',
      async (file, weights) => {
        const bytes = await readFile(file(weights));
        bytes[0]! ^= 1;
        await writeFile(file(weights), bytes);
      },
    ],
    [
      "model.json's weights must be in the folder, got '../secret'.",
      async (file, weights) => {
        const text = await readFile(file('model.json'), 'utf8');
        await writeFile(file('model.json'), text.replace(weights, '../secret'));
      },
    ],
    [
      'must be a folder that something was saved to, with model.json, got none.',
      (file) => rm(file('model.json')),
    ],
    ['must be a folder that something was saved to, with weights-', (file, weights) => rm(file(weights))],
  ])('says of a damaged folder: %s', async (message, damage) => {
    const rbm = new RBM({visible: 2, hidden: 3, seed: 1});
    await rbm.save(fileSystem(folder));
    const weights = (await readdir(folder)).find((name) => name.startsWith('weights'))!;
    await damage((name) => join(folder, name), weights);
    await expect(RBM.load(fileSystem(folder))).rejects.toThrow(message);
    rbm.dispose();
  });

  it('says by its code that nothing has been saved yet', async () => {
    const nowhere = join(folder, 'nowhere');
    await expect(RBM.load(fileSystem(nowhere))).rejects.toMatchObject({
      message: `fileSystem: ${nowhere} must be a folder that something was saved to, with model.json, got none.`,
      code: 'ENOENT',
    });
  });

  it('rejects where the system lets no folder be made', async () => {
    const rbm = new RBM({visible: 2, hidden: 3, seed: 1});
    await writeFile(join(folder, 'file'), 'x');
    await expect(rbm.save(fileSystem(join(folder, 'file', 'below')))).rejects.toThrow('ENOTDIR');
    if (process.platform === 'linux') {
      await expect(rbm.save(fileSystem('/proc/tfjs-dbn/below'))).rejects.toThrow('ENOENT');
    }
    rbm.dispose();
  });

  it.each([
    ['fileSystem: folder must be a path, not a URL, got undefined.', undefined],
    ["fileSystem: folder must be a path, not a URL, got ''.", ''],
    ["fileSystem: folder must be a path, not a URL, got 'file://x'.", 'file://x'],
  ])('says: %s', (message, path) => {
    expect(() => fileSystem(path as string)).toThrow(message);
  });
});

/** The configuration that a saved file holds. */
function config(artifacts: tf.io.ModelArtifacts): Record<string, unknown> {
  return (artifacts.modelTopology as {config: Record<string, unknown>}).config;
}

function bytes({weightData}: tf.io.ModelArtifacts): Uint8Array {
  return new Uint8Array(weightData as ArrayBuffer);
}

function checksumOf({modelTopology}: tf.io.ModelArtifacts): {checksum?: string} {
  return modelTopology as {checksum?: string};
}
