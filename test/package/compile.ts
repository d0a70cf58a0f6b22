import {resolve} from 'node:path';
import type {Project} from './Project.js';

/** Compiles files of a project, strictly, to the folder `compiled`. */
export function compile({write, run}: Project, files: readonly string[]): void {
  const compilerOptions = {
    strict: true,
    target: 'es2022',
    module: 'nodenext',
    skipLibCheck: true,
    types: [],
    outDir: 'compiled',
  };
  write('tsconfig.json', JSON.stringify({compilerOptions, files}));
  run(process.execPath, [resolve('node_modules/typescript/bin/tsc'), '-p', '.']);
}
