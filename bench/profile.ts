/** Times the stages of a training step in the wasm engine, on one thread; see README.md. */
import {readFile} from 'node:fs/promises';
import {parseArgs} from 'node:util';
import * as tf from '@tensorflow/tfjs';
import {newMachine} from '../src/energy/Machine.js';
import {hiddenUnits, visibleUnits} from '../src/energy/Units.js';
import type {CenteringName} from '../src/engine/LearningArgs.js';
import {commonValues} from '../src/engine/wasm/commonValues.js';
import {instantiateKernels} from '../src/engine/wasm/kernels.js';
import {BLOCK} from '../src/engine/wasm/generated/contract.js';
import {maxStages, stepStages, unitForms} from '../src/engine/wasm/stepStages.js';
import {writeStep} from '../src/engine/wasm/stepRecord.js';
import {allocate, writeCommonValues, writeParameters} from '../src/engine/wasm/Arena.js';
import {dataFiles, type DataKind} from './data/dataFiles.js';
import {SETTINGS} from './tasks.js';

const HELP = `npm run bench -- profile [options]

  --data DIR     a folder with MNIST's four IDX files; default drawn images of the same size
  --kind NAME    what the rows are, one of images, features, standardised; default images
  --hidden N     hidden units; default 500
  --centering X  one of off, data, average; default off
  --steps N      steps, of which the second half counts; default 600
  --help         this`;

/** By the numbers of `kernels/stages.ts`. */
const STAGES = [
  'list the data, transpose the weights',
  'hidden units given the data',
  'list hidden states',
  'visible units given the hidden ones',
  'list visible states',
  'hidden units given the visible ones',
  'update',
  'data over their variances',
  'hidden units that stay',
  'gradients of the biases',
  'move the biases',
  'shorten the weights',
];

const ROWS = 20_000;
const BATCH = SETTINGS.batchSize;

const {values: options} = parseArgs({
  options: {
    data: {type: 'string'},
    kind: {type: 'string', default: 'images'},
    hidden: {type: 'string', default: '500'},
    centering: {type: 'string', default: 'off'},
    steps: {type: 'string', default: '600'},
    help: {type: 'boolean', default: false},
  },
});

if (options.help) console.log(HELP);
else for (const [phase, time] of await measure()) console.log(`${time.toFixed(3)} ms  ${phase}`);

/** Returns the median time of each phase, and of the step. */
async function measure(): Promise<[stage: string, milliseconds: number][]> {
  const data = await dataFiles({folder: options.data, rows: ROWS, training: SETTINGS});
  const bytes = await readFile(await data.path(options.kind as DataKind));
  const numVisible = options.kind === 'features' ? 500 : 784;
  const values = new Float32Array(bytes.buffer, bytes.byteOffset, ROWS * numVisible);
  await tf.setBackend('cpu');

  const isGaussian = options.kind === 'standardised';
  const type = isGaussian ? 'gaussian' : 'bernoulli';
  const units = {
    visible: visibleUnits({units: numVisible, type}, 'profile: visible'),
    hidden: hiddenUnits(Number(options.hidden), 'profile: hidden'),
  };
  const forms = unitForms(units);
  const stageArgs = {
    ...forms,
    ...({k: 1, reconstruction: 'sample', rows: BATCH} as const),
    estimator: {type: 'cd', chains: BATCH, inverseTemperatures: [1], learningRate: undefined} as const,
    ...{dropout: 0, maxNorm: undefined, centering: {by: options.centering as CenteringName, rate: 0.01}},
  };
  const args = {
    numVisible,
    numHidden: units.hidden.units,
    rows: BATCH,
    threads: 1,
    stages: maxStages(stageArgs),
    ...forms,
    isCentered: options.centering !== 'off',
    slots: 1,
  };
  const memory = allocate(args, {isShared: false});
  await writeParameters(memory, newMachine({...units, data: units.visible, numClasses: 0, seed: 1}));
  writeCommonValues(memory, await commonValues(tf.tensor2d(values, [ROWS, numVisible])));
  const kernels = await instantiateKernels(memory.memory);
  kernels.setPlan(memory.address);

  const times = new Map<string, number[]>();
  const steps = Number(options.steps);
  for (let step = 0; step < steps; ++step) {
    const start = ((step * BATCH) % ROWS) * numVisible;
    for (let row = 0; row < BATCH; ++row) {
      const from = start + row * numVisible;
      const to = memory.slots[0]!.data / 4 + row * memory.plan.visibleBlocks * BLOCK;
      memory.floats.set(values.subarray(from, from + numVisible), to);
    }
    const key = [step, 0] as const;
    const stages = stepStages({...stageArgs, key});
    writeStep(memory, step, {
      ...SETTINGS,
      rows: BATCH,
      stages,
      learningRate: isGaussian ? 0.001 : SETTINGS.learningRate,
      negativeRows: BATCH,
      l1Decay: 0,
      sparsity: {target: undefined, cost: 0, decay: 0},
      centering: {by: options.centering as CenteringName, rate: step === 0 ? 1 : 0.01},
      dropout: 0,
      maxNorm: undefined,
      varianceRate: 0,
    });
    kernels.beginStep(step);
    let whole = 0;
    const add = (stage: string, time: number): void => {
      if (step >= steps / 2) times.set(stage, [...(times.get(stage) ?? []), time]);
    };
    for (const [index, {kind}] of stages.entries()) {
      const begin = performance.now();
      kernels.run(index, 0, kernels.countTasks(index), 0);
      const time = performance.now() - begin;
      whole += time;
      add(STAGES[kind]!, time);
    }
    add('the step', whole);
  }
  return [...times].map(([stage, list]) => [stage, list.sort((a, b) => a - b)[list.length >> 1]!]);
}
