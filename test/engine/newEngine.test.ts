import * as tf from '@tensorflow/tfjs';
import {RBM} from 'tfjs-dbn';
import {PLAIN_STEP} from './plainStep.js';
import {chooseEngine, type NewEngineArgs} from '../../src/engine/newEngine.js';

const ARGS: NewEngineArgs = {
  ...PLAIN_STEP,
  ...{engine: 'auto', threads: undefined, batchSize: 100},
};

/** More chains than 4 GiB hold of the smallest machine. */
const TOO_MUCH = {estimator: 'pcd', chains: 40_000_000} as const;

describe('chooseEngine', () => {
  let rbm: RBM;
  beforeEach(() => {
    rbm = new RBM({visible: 4, hidden: 4, seed: 1});
  });
  afterEach(() => {
    jest.restoreAllMocks();
    rbm.dispose();
  });

  const choose = (args: Partial<NewEngineArgs> = {}): Promise<string> =>
    chooseEngine(rbm.machine, {...ARGS, ...args}, {where: 'fit'});

  it.each(['cpu', 'wasm', 'tensorflow'])("takes 'wasm' where %s computes on the CPU", async (backend) => {
    jest.replaceProperty(tf.engine(), 'backendName', backend);
    expect(await choose()).toBe('wasm');
  });

  it.each(['webgl', 'webgpu'])("takes 'tensor' where %s computes elsewhere", async (backend) => {
    jest.replaceProperty(tf.engine(), 'backendName', backend);
    expect(await choose()).toBe('tensor');
  });

  it("takes 'tensor' where a WebAssembly memory does not hold the machine", async () => {
    expect(await choose({estimator: 'pcd', chains: 100})).toBe('wasm');
    expect(await choose(TOO_MUCH)).toBe('tensor');
  });

  it('takes what it is told to, wherever the backend computes', async () => {
    for (const backend of ['cpu', 'webgl']) {
      jest.replaceProperty(tf.engine(), 'backendName', backend);
      expect(await choose({engine: 'wasm'})).toBe('wasm');
      expect(await choose({engine: 'tensor'})).toBe('tensor');
    }
  });

  it("refuses 'wasm' where WebAssembly is forbidden, with the reason", async () => {
    const refusal = new Error('refused by the page');
    // tfjs complains of its second copy.
    jest.spyOn(console, 'warn').mockImplementation();
    const compile = jest.spyOn(WebAssembly, 'compile').mockRejectedValue(refusal);
    let fresh!: typeof import('../../src/engine/newEngine.js');
    jest.isolateModules(() => {
      fresh = jest.requireActual<typeof fresh>('../../src/engine/newEngine.js');
    });
    const args = {...ARGS, threads: 1};
    expect(await fresh.chooseEngine(rbm.machine, {...args, engine: 'tensor'}, {where: 'fit'})).toBe('tensor');
    await expect(fresh.chooseEngine(rbm.machine, {...args, engine: 'wasm'}, {where: 'fit'})).rejects.toThrow(
      "fit: engine must be 'tensor' or 'auto' where WebAssembly cannot be compiled, got 'wasm'; refused by the page.",
    );
    compile.mockRestore();
  });
});
