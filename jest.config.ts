import {createRequire} from 'node:module';
import type {Config} from 'jest';

/** Every test runs on every backend that this machine has; tfjs-node's where it is installed. */
const backends = ['cpu', 'wasm', ...(isInstalled('@tensorflow/tfjs-node') ? ['tensorflow'] : [])];

const config: Config = {
  projects: backends.map((backend) => ({
    displayName: backend,
    testEnvironment: '<rootDir>/test/environment.cjs',
    globals: {BACKEND: backend},
    setupFilesAfterEnv: ['<rootDir>/test/setup.ts'],
    testMatch: ['<rootDir>/test/**/*.test.ts'],
    moduleNameMapper: {
      '^tfjs-dbn$': '<rootDir>/src/index.ts',
      '^(\\.{1,2}/.*)\\.js$': '$1',
    },
    transform: {
      '^.+\\.ts$': [
        'ts-jest',
        // Without isolatedModules: false, type errors in tests would pass.
        {
          tsconfig: {
            module: 'commonjs',
            moduleResolution: 'bundler',
            isolatedModules: false,
            types: ['node', 'jest'],
          },
        },
      ],
    },
  })),
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
