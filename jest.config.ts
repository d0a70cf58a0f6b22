import {createRequire} from 'node:module';
import type {Config} from 'jest';

/** Every test of the library runs on every backend that this machine has; tfjs-node's where it is installed. */
const backends = ['cpu', 'wasm', ...(isInstalled('@tensorflow/tfjs-node') ? ['tensorflow'] : [])];

/** What needs a browser beside Node.js. */
const BROWSER = '<rootDir>/test/browser/';

/** What takes minutes: processes that are killed and go on, or save to one folder. */
const INTERRUPTED = '<rootDir>/test/interrupted/';

/** What needs Python. */
const KERAS = '<rootDir>/test/keras/';

/** What reads what the quick forms of the experiments left. */
const QUICK_FORMS = '<rootDir>/test/quickForms/';

/** What does not depend on the backend. */
const EXAMPLES = ['datasets', 'examples', 'experiments'].map((folder) => `<rootDir>/test/${folder}/`);

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
];

const common = {
  // The others Jest looks up afresh each time that they are read, which makes tfjs's cpu backend several times slower.
  sandboxInjectedGlobals: BUSY_GLOBALS,
  testEnvironment: '<rootDir>/test/environment.cjs',
  setupFilesAfterEnv: ['<rootDir>/test/setup.ts'],
  moduleNameMapper: {
    '^tfjs-dbn$': '<rootDir>/src/index.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
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
} satisfies Config;

const config: Config = {
  // Jest leaves one core idle by default, which is half of two.
  maxWorkers: '100%',
  projects: [
    ...backends.map((backend) => ({
      ...common,
      displayName: backend,
      globals: {BACKEND: backend},
      testMatch: ['<rootDir>/test/**/*.test.ts'],
      testPathIgnorePatterns: ['/node_modules/', BROWSER, ...EXAMPLES, INTERRUPTED, KERAS, QUICK_FORMS],
    })),
    {
      ...common,
      displayName: 'examples',
      globals: {BACKEND: 'wasm'},
      testMatch: EXAMPLES.map((folder) => `${folder}**/*.test.ts`),
    },
    {
      ...common,
      displayName: 'interrupted',
      globals: {BACKEND: 'cpu'},
      testMatch: [`${INTERRUPTED}*.test.ts`],
    },
    {...common, displayName: 'browser', globals: {BACKEND: 'cpu'}, testMatch: [`${BROWSER}*.test.ts`]},
    {
      ...common,
      displayName: 'quickForms',
      globals: {BACKEND: 'cpu'},
      testMatch: [`${QUICK_FORMS}*.test.ts`],
    },
    {...common, displayName: 'keras', globals: {BACKEND: 'cpu'}, testMatch: [`${KERAS}*.test.ts`]},
  ],
};

export default config;

function isInstalled(name: string): boolean {
  try {
    createRequire(`${process.cwd()}/`).resolve(name);
    return true;
  } catch {
    return false;
  }
}
