import {existsSync} from 'node:fs';
import {URL} from 'node:url';
import config from './jest.config.js';

/** The suites that take most of the time on the cpu backend; `npm test` runs them. */
const SLOW = [
  'dbn/deepNetwork',
  'dbn/labels',
  'dbn/layers/replaceInitializers',
  'dbn/layers/toAutoencoder',
  'dbn/upDown/untied',
  'dbn/upDown/upDown',
  'diagnostics/theory',
  'energy/pairings',
  'engine/engines',
  'engine/stationarity',
  'engine/trainingState',
  'engine/wasm/wasmEngine',
  'exit',
  'io/concurrentSaves',
  'io/save',
  'likelihood/annealing',
  'rbm/evaluation/health',
  'rbm/evaluation/likelihoodMonitors',
  'rbm/labels',
  'rbm/sampling/sample',
  'rbm/training/checkpoint',
  'rbm/training/fitDataset',
  'rbm/variances',
  'wasmBackend/fastWasmMatMul',
  'wasmBackend/multiplier',
].map((suite) => `test/${suite}.test.ts`);

const moved = SLOW.find((file) => !existsSync(new URL(file, import.meta.url)));
if (moved !== undefined) throw new Error(`jest.fast.config.js: SLOW must name files, got ${moved}.`);

const cpu = config.projects.find(({displayName}) => displayName === 'cpu');

/**
 * The tests on the cpu backend that take little time.
 *
 * @type {import('jest').Config}
 */
export default {
  maxWorkers: config.maxWorkers,
  ...cpu,
  testPathIgnorePatterns: [...cpu.testPathIgnorePatterns, ...SLOW.map((file) => `<rootDir>/${file}`)],
};
