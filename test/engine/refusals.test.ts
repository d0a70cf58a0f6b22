import * as tf from '@tensorflow/tfjs';
import {DBN, RBM, type FitArgs} from 'tfjs-dbn';
import type {History} from '@tensorflow/tfjs-layers';
import {read} from '../read.js';

const MACHINE = {visible: 70, hidden: 45, seed: 1};

interface Trained {
  params: History['params'];
  weights: number[][];
}

/** Refuses what the test says of the memories that are asked for. */
function refuseMemory(isRefused: (descriptor: WebAssembly.MemoryDescriptor) => boolean): void {
  const {Memory} = WebAssembly;
  jest.spyOn(WebAssembly, 'Memory').mockImplementation((descriptor) => {
    if (isRefused(descriptor)) throw new RangeError('no such memory');
    return new Memory(descriptor);
  });
}

/** Lets Node.js refuse threads beyond so many at a time. */
function refuseThreads(allowed = 0): void {
  const {Worker} = process.getBuiltinModule('node:worker_threads');
  let running = 0;
  class Refused extends Worker {
    constructor(...args: ConstructorParameters<typeof Worker>) {
      if (running === allowed) throw new Error('no such thread');
      super(...args);
      ++running;
      this.on('exit', () => --running);
    }
  }
  const find = process.getBuiltinModule.bind(process) as (name: string) => unknown;
  const refusing = (name: string): unknown =>
    name === 'node:worker_threads' ? {Worker: Refused} : find(name);
  jest.spyOn(process, 'getBuiltinModule').mockImplementation(refusing as typeof process.getBuiltinModule);
}

describe('where threads or memory are refused', () => {
  let x: tf.Tensor2D;
  let expected: number[][];

  async function train(args: FitArgs = {}): Promise<Trained> {
    const rbm = new RBM(MACHINE);
    try {
      const {params} = await rbm.fit(x, {
        epochs: 2,
        batchSize: 50,
        engine: {type: 'auto', threads: 2},
        verbose: 0,
        ...args,
      });
      return {params, weights: rbm.getWeights().map(read)};
    } finally {
      rbm.dispose();
    }
  }

  beforeAll(async () => {
    x = tf.tidy(() => tf.cast(tf.less(tf.randomUniform([100, 70], 0, 1, 'float32', 1), 0.2), 'float32'));
    const {params, weights} = await train({engine: {type: 'wasm', threads: 3}});
    expect(params).toMatchObject({engine: 'wasm', threads: 3});
    expected = weights;
  });
  afterAll(() => x.dispose());
  afterEach(() => jest.restoreAllMocks());

  const REFUSALS: [name: string, refuse: () => void, threads: number][] = [
    ['every thread is', () => refuseThreads(), 0],
    ['all threads but one are', () => refuseThreads(1), 1],
    ['shared memory is', () => refuseMemory(({shared}) => shared === true), 0],
  ];

  it.each(REFUSALS)(
    "where %s, 'auto' and 'wasm' train bit for bit as on threads",
    async (_, refuse, threads) => {
      for (const type of ['auto', 'wasm'] as const) {
        refuse();
        const {params, weights} = await train({engine: {type, threads: 2}});
        jest.restoreAllMocks();
        expect(params).toMatchObject({engine: 'wasm', threads});
        expect(weights).toEqual(expected);
      }
    },
  );

  it('a stack is trained on the same features', async () => {
    const trainStack = async (): Promise<number[][]> => {
      const dbn = new DBN({...MACHINE, hidden: [45, 10]});
      const [history] = await dbn.pretrain(x, {epochs: 1, engine: {type: 'wasm', threads: 2}, verbose: 0});
      const weights = dbn.rbms.flatMap((rbm) => rbm.getWeights().map(read));
      dbn.dispose();
      return [[Number(history!.params['threads'])], ...weights];
    };
    const [, ...free] = await trainStack();
    refuseThreads();
    const [threads, ...refused] = await trainStack();
    expect(threads).toEqual([0]);
    expect(refused).toEqual(free);
  });

  it("where no memory is large enough, 'auto' trains by tf ops", async () => {
    const {weights} = await train({engine: 'tensor', epochs: 1});
    refuseMemory(({initial}) => initial > 1);
    const instead = await train({epochs: 1});
    expect(instead.params).toMatchObject({engine: 'tensor', threads: 0});
    expect(instead.weights).toEqual(weights);
  });

  it("where there is no memory, 'auto' trains by tf ops, and 'wasm' says why it does not", async () => {
    refuseMemory(() => true);
    expect((await train({epochs: 1})).params).toMatchObject({engine: 'tensor', threads: 0});
    await expect(train({engine: 'wasm'})).rejects.toThrow(
      "fit: engine must be 'tensor' or 'auto' where its WebAssembly cannot run, got 'wasm'; no such memory.",
    );
  });

  it('says who trains instead, and why', async () => {
    const write = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    refuseThreads();
    await train({verbose: 1});
    const shown = write.mock.calls.map(([text]) => String(text));
    expect(shown).toContainEqual(
      "RBM 70-45  trains on the caller's thread, since others are refused (no such thread)\n",
    );
  });
});
