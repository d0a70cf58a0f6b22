import {createRequire} from 'node:module';

/** Every test of the library runs on every backend that this machine has; tfjs-node's where it is installed. */
const backends = ['cpu', 'wasm', ...(isInstalled('@tensorflow/tfjs-node') ? ['tensorflow'] : [])];

/** Folders under test/ whose tests take minutes, or need more than Node.js; `jest.slow.config.js` runs them. */
export const APART = ['browser', 'interrupted', 'keras', 'quickForms'];

/** What does not depend on the backend. */
const EXAMPLES = ['datasets', 'examples', 'experiments'].map((folder) => `<rootDir>/test/${folder}/`);

/** Suites of the library that make no tensors, or make them in processes of their own: the first backend alone runs them. */
const WITHOUT_BACKEND = [
  'diagnostics/distribution',
  'diagnostics/singularValues',
  'energy/mixed',
  'engine/columnSums',
  'engine/wasm/kernelContract',
  'exit',
  'initializers/calculateGain',
  'initializers/computeFans',
  'io/canonicalJson',
  'io/crc32',
  'progress/workLine',
  'random/distributions',
  'random/threefry2x32',
  'rbm/training/balancedOrder',
  'wasmBackend/multiplier',
].map((suite) => `<rootDir>/test/${suite}.test.ts`);

/** Globals that tests and what they load read in their innermost loops. */
const BUSY_GLOBALS = [
  'Array',
  'Float32Array',
  'Float64Array',
  'Int32Array',
  'Math',
  'Number',
  'Object',
  'Symbol',
  'Uint32Array',
  'Uint8Array',
  'isNaN',
];

/** What every project has. */
export const common = {
  // The others Jest looks up afresh each time that they are read, which makes tfjs's cpu backend several times slower.
  sandboxInjectedGlobals: BUSY_GLOBALS,
  testEnvironment: '<rootDir>/test/environment.cjs',
  setupFilesAfterEnv: ['<rootDir>/test/setup.ts'],
  moduleNameMapper: {
    '^tfjs-dbn$': '<rootDir>/src/index.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
    // The form of tfjs for today's JavaScript: that which Node.js takes by itself is for ES5, in which the cpu backend is slower.
    '^@tensorflow/tfjs-backend-cpu$':
      '<rootDir>/node_modules/@tensorflow/tfjs-backend-cpu/dist/tf-backend-cpu.es2017.js',
  },
  // ES modules, which Jest cannot load as they are.
  transformIgnorePatterns: ['/node_modules/(?!(fast-png|iobuffer)/)'],
  transform: {
    '/node_modules/(fast-png|iobuffer)/.+\\.js$': [
      'ts-jest',
      {tsconfig: {module: 'commonjs', allowJs: true, isolatedModules: true}, diagnostics: false},
    ],
    '^.+\\.ts$': [
      'ts-jest',
      // Types are checked by npm run types, of the tests too, and with which npm test begins: checked here again, for each backend and
      // in each process, they would take most of the time.
      {
        tsconfig: {
          module: 'commonjs',
          moduleResolution: 'bundler',
          isolatedModules: true,
          types: ['node', 'jest'],
        },
      },
    ],
  },
};

/** @type {import('jest').Config} */
const config = {
  // Jest leaves one core idle by default, which is half of two.
  maxWorkers: '100%',
  projects: [
    ...backends.map((backend, place) => ({
      ...common,
      displayName: backend,
      globals: {BACKEND: backend},
      testMatch: ['<rootDir>/test/**/*.test.ts'],
      testPathIgnorePatterns: [
        '/node_modules/',
        ...EXAMPLES,
        ...APART.map((name) => `<rootDir>/test/${name}/`),
        ...(place === 0 ? [] : WITHOUT_BACKEND),
      ],
    })),
    {
      ...common,
      displayName: 'examples',
      globals: {BACKEND: 'wasm'},
      testMatch: EXAMPLES.map((folder) => `${folder}**/*.test.ts`),
    },
  ],
};

export default config;

function isInstalled(name) {
  try {
    createRequire(import.meta.url).resolve(name);
    return true;
  } catch {
    return false;
  }
}
