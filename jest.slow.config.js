import {APART, common} from './jest.config.js';

/**
 * Tests that take minutes, or need more than Node.js: `npm run check -- NAME` runs one of these projects.
 *
 * @type {import('jest').Config}
 */
export default {
  projects: APART.map((name) => ({
    ...common,
    displayName: name,
    globals: {BACKEND: 'cpu'},
    testMatch: [`<rootDir>/test/${name}/*.test.ts`],
  })),
};
