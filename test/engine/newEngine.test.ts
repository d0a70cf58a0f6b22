import * as tf from '@tensorflow/tfjs';
import {RBM} from 'tfjs-dbn';
import {chooseEngine, type NewEngineArgs} from '../../src/engine/newEngine.js';

const ARGS: NewEngineArgs = {
  ...{engine: 'auto', threads: undefined},
  ...{estimator: 'cd', chains: 1, batchSize: 100, k: 1},
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

  const choose = (args: Partial<NewEngineArgs> = {}): string =>
    chooseEngine(rbm.machine, {...ARGS, ...args}, {where: 'fit'});

  it.each(['cpu', 'wasm', 'tensorflow'])("takes 'wasm' where %s computes on the CPU", (backend) => {
    jest.replaceProperty(tf.engine(), 'backendName', backend);
    expect(choose()).toBe('wasm');
  });

  it.each(['webgl', 'webgpu'])("takes 'tensor' where %s computes elsewhere", (backend) => {
    jest.replaceProperty(tf.engine(), 'backendName', backend);
    expect(choose()).toBe('tensor');
  });

  it("takes 'tensor' where a WebAssembly memory does not hold the machine", () => {
    expect(choose({estimator: 'pcd', chains: 100})).toBe('wasm');
    expect(choose(TOO_MUCH)).toBe('tensor');
  });

  it('takes what it is told to, wherever the backend computes', () => {
    for (const backend of ['cpu', 'webgl']) {
      jest.replaceProperty(tf.engine(), 'backendName', backend);
      expect(choose({engine: 'wasm'})).toBe('wasm');
      expect(choose({engine: 'tensor'})).toBe('tensor');
    }
  });
});
