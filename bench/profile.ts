/** Times the phases of a training step in the wasm engine, on one thread; see README.md. */
import {parseArgs} from 'node:util';
import * as tf from '@tensorflow/tfjs';
import {RBM} from 'tfjs-dbn';
import {readFile} from 'node:fs/promises';
import {commonValues} from '../src/engine/wasm/commonValues.js';
import {allocate, writeOffsets, writeParameters} from '../src/engine/wasm/WasmMemory.js';
import {instantiateKernels} from '../src/engine/wasm/kernels.js';
import {maxPhases, stepPhases} from '../src/engine/wasm/stepPhases.js';
import {writeStep} from '../src/engine/wasm/stepRecord.js';
import {dataFiles} from './data/dataFiles.js';
import {SETTINGS} from './tasks.js';

const NAMES = [
  'listData',
  'hidden|data',
  'listHidden',
  'visible|hidden',
  'listVisible',
  'hidden|visible',
  'biases',
  'weights',
];

const {values: options} = parseArgs({
  options: {
    data: {type: 'string'},
    kind: {type: 'string', default: 'images'},
    steps: {type: 'string', default: '200'},
    pcd: {type: 'boolean', default: false},
    hidden: {type: 'string', default: '500'},
  },
});
const rows = 20_000;
const columns = options.kind === 'features' ? 500 : 784;
const data = await dataFiles({folder: options.data, rows, training: SETTINGS});
const bytes = await readFile(await data.path(options.kind as 'images'));
const values = new Float32Array(bytes.buffer, bytes.byteOffset, rows * columns);
const isGaussian = options.kind === 'standardised';
await tf.setBackend('cpu');
const rbm = new RBM({
  visible: isGaussian ? {units: columns, type: 'gaussian'} : columns,
  hidden: Number(options.hidden),
  seed: 1,
});
const machine = (rbm as unknown as {machine: Parameters<typeof writeParameters>[1]}).machine;
const memory = allocate({
  numVisible: columns,
  numHidden: Number(options.hidden),
  rows: 100,
  threads: 1,
  phases: maxPhases({k: 1}),
  slots: 1,
});
await writeParameters(memory, machine);
writeOffsets(memory, await commonValues(tf.tensor2d(values, [rows, columns])));
const kernels = await instantiateKernels(memory.memory);
kernels.setPlan(memory.address);
const steps = Number(options.steps);
const times = new Map<number, number[]>();
for (let step = 0; step < steps; ++step) {
  const start = (step % 200) * 100 * columns;
  const stride = memory.plan.visibleBlocks * 32;
  for (let row = 0; row < 100; ++row)
    memory.floats.set(
      values.subarray(start + row * columns, start + (row + 1) * columns),
      memory.slots[0]!.data / 4 + row * stride,
    );
  kernels.setStep(step);
  const estimator = options.pcd ? 'pcd' : 'cd';
  const phases = stepPhases({
    key: [step, 5],
    k: 1,
    reconstruction: 'sample',
    estimator,
    chains: 100,
    rows: 100,
    isGaussian,
  });
  writeStep(memory, step, {
    key: [step, 5],
    k: 1,
    reconstruction: 'sample',
    rows: 100,
    negativeRows: 100,
    learningRate: isGaussian ? 0.001 : 0.1,
    momentum: 0.5,
    weightDecay: 2e-4,
    l1Decay: 0,
    sparsityTarget: undefined,
    sparsityCost: 0,
    sparsityDecay: 0,
    isFirst: step === 0,
    phases,
  });
  let total = 0;
  const add = (kind: number, time: number) => {
    if (step >= steps / 2) times.set(kind, [...(times.get(kind) ?? []), time]);
  };
  for (const [index, [kind]] of phases.entries()) {
    const begin = performance.now();
    kernels.run(index, 0, kernels.countTasks(index), 0);
    const time = performance.now() - begin;
    total += time;
    add(kind!, time);
  }
  add(99, total);
}
const bits = memory.words.subarray(memory.plan.hiddenBits / 4, memory.plan.hiddenBits / 4 + 1600);
const on = bits.reduce((sum, word) => {
  for (; word; word = (word & (word - 1)) >>> 0) sum++;
  return sum;
}, 0);
console.log(`hidden density ${(on / 50000).toFixed(3)}`);
for (const [kind, list] of [...times].sort((a, b) => a[0] - b[0])) {
  const sorted = list.sort((a, b) => a - b);
  const name = NAMES[kind] ?? 'step';
  console.log(
    name.padEnd(16),
    sorted[Math.floor(sorted.length / 2)]!.toFixed(3),
    sorted[Math.floor(sorted.length / 10)]!.toFixed(3),
  );
}
