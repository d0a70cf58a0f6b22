import * as tf from '@tensorflow/tfjs';
import {RBM, type RBMArgs} from 'tfjs-dbn';
import {chooseEngine, type EngineName} from '../../src/engine/newEngine.js';
import {stepArgs, type TestStepArgs} from './stepArgs.js';

/** What a machine is to be trained with, and by whom. */
const argsOf = (args: TestStepArgs, type: EngineName): Parameters<typeof chooseEngine>[1] => ({
  ...stepArgs({largestBatch: 100, ...args}),
  engine: {type, threads: undefined},
});

/** More chains than 4 GiB hold of the smallest machine. */
const TOO_MUCH = {estimator: {type: 'pcd', chains: 40_000_000}} as const;

describe('chooseEngine', () => {
  let rbm: RBM;
  beforeEach(() => {
    rbm = new RBM({visible: 4, hidden: 4, seed: 1});
  });
  afterEach(() => {
    jest.restoreAllMocks();
    rbm.dispose();
  });

  const choose = async (args: TestStepArgs = {}, engine: EngineName = 'auto'): Promise<string> =>
    (await chooseEngine(rbm.machine, argsOf(args, engine), {where: 'fit'})).type;

  it.each(['cpu', 'wasm', 'tensorflow'])("takes 'wasm' where %s computes on the CPU", async (backend) => {
    jest.replaceProperty(tf.engine(), 'backendName', backend);
    expect(await choose()).toBe('wasm');
  });

  it.each(['webgl', 'webgpu'])("takes 'tensor' where %s computes elsewhere", async (backend) => {
    jest.replaceProperty(tf.engine(), 'backendName', backend);
    expect(await choose()).toBe('tensor');
  });

  it("takes 'tensor' where a WebAssembly memory does not hold the machine", async () => {
    expect(await choose({estimator: {type: 'pcd', chains: 100}})).toBe('wasm');
    expect(await choose(TOO_MUCH)).toBe('tensor');
  });

  const WITHOUT_WASM: [name: string, machine: Partial<RBMArgs>, args: TestStepArgs][] = [
    ['relu hidden units', {hidden: {units: 4, type: 'relu'}}, {}],
    ['softmax visible units', {visible: {units: 4, type: 'softmax'}}, {}],
    ['mixed visible units', {visible: [4, {units: 2, type: 'gaussian'}]}, {}],
    ["estimator: 'fpcd'", {}, {estimator: 'fpcd'}],
    ["estimator: 'tempering'", {}, {estimator: {type: 'tempering', inverseTemperatures: [0, 1]}}],
    ["reconstruction: 'meanField'", {}, {reconstruction: 'meanField'}],
  ];

  it.each(WITHOUT_WASM)("takes 'tensor' for %s, and refuses 'wasm'", async (name, args, training) => {
    const other = new RBM({visible: 4, hidden: 4, seed: 1, ...args});
    const ask = async (engine: 'auto' | 'wasm'): Promise<string> =>
      (await chooseEngine(other.machine, argsOf(training, engine), {where: 'fit'})).type;
    expect(await ask('auto')).toBe('tensor');
    await expect(ask('wasm')).rejects.toThrow(
      `fit: engine must be 'tensor' or 'auto' for ${name}, got 'wasm'; the wasm engine does not know them.`,
    );
    other.dispose();
  });

  it("takes 'wasm' for everything else", async () => {
    const visible = {units: 4, type: 'gaussian', variance: 'learned'} as const;
    const other = new RBM({visible, hidden: {units: 4, type: 'gaussian'}, seed: 1});
    const args = argsOf({estimator: 'pcd', centering: 'average', maxNorm: 1, dropout: 0.5}, 'auto');
    expect(await chooseEngine(other.machine, args, {where: 'fit'})).toMatchObject({type: 'wasm'});
    other.dispose();
  });

  it('takes what it is told to, wherever the backend computes', async () => {
    for (const backend of ['cpu', 'webgl']) {
      jest.replaceProperty(tf.engine(), 'backendName', backend);
      expect(await choose({}, 'wasm')).toBe('wasm');
      expect(await choose({}, 'tensor')).toBe('tensor');
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
    const tensor = await fresh.chooseEngine(rbm.machine, argsOf({}, 'tensor'), {where: 'fit'});
    expect(tensor.type).toBe('tensor');
    await expect(fresh.chooseEngine(rbm.machine, argsOf({}, 'wasm'), {where: 'fit'})).rejects.toThrow(
      "fit: engine must be 'tensor' or 'auto' where its WebAssembly cannot run, got 'wasm'; refused by the page.",
    );
    compile.mockRestore();
  });
});
