/**
 * Makes modules of the source of what it cannot be written in: the compiled kernels, the programs of its threads, and what the
 * kernels' source says about their memory. So there is nothing to locate at run time, in Node.js or under any bundler.
 *
 *     npm run kernels
 *
 * It returns at once when nothing has changed. `npm ci` runs it.
 */
import {createHash} from 'node:crypto';
import {existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import type {contractOf} from './kernelContract.js';

/** What is used of AssemblyScript's compiler, whose own types would be global ones of everything here. */
interface Compiler {
  main: (
    args: string[],
    files: {writeFile: (file: string, contents: Uint8Array) => void},
  ) => Promise<{error: Error | null}>;
}

const OPTIONS = [
  ...['--enable', 'simd', '--importMemory', '--maximumMemory', '65536', '--runtime', 'stub', '--noAssert'],
  ...['--optimizeLevel', '3', '--use', 'abort='],
];
const THREADS = ['--enable', 'threads', '--sharedMemory'];

/** The modules that are made, each of which exports one constant or more. */
const MODULES: Record<string, () => Promise<string>> = {
  'src/engine/wasm/generated/threadsBinary.ts': () => binary('THREADS', 'kernels/index.ts', THREADS),
  'src/engine/wasm/generated/aloneBinary.ts': () => binary('ALONE', 'kernels/alone.ts', []),
  'src/engine/wasm/generated/trainingThread.ts': () =>
    program('TRAINING_THREAD', 'scripts/workers/trainingThread.ts'),
  'src/engine/wasm/generated/contract.ts': () =>
    contract(
      ['plan', 'flags', 'stages', 'add', 'control'].map((name) => `kernels/${name}.ts`),
      {
        records: ['Plan', 'Step', 'Stage'],
        enums: ['Kind', 'Flag'],
        constants: ['BLOCK', 'TABLE_BYTES', 'LINE', 'POSTED', 'ENDED', 'CLAIMED'],
      },
    ),
  'src/wasmBackend/generated/matMulBinary.ts': () => binary('MATMUL', 'kernels/matmul/share.ts', THREADS),
  'src/wasmBackend/generated/productHelper.ts': () =>
    program('PRODUCT_HELPER', 'scripts/workers/productHelper.ts'),
  'src/wasmBackend/generated/contract.ts': () =>
    contract(['kernels/matmul/plan.ts'], {records: ['Product'], constants: ['PLAN_ADDRESS']}),
};

const heading = `// Made from kernels/ by npm run kernels: ${sourcesHash()}\n`;
const isMade = (path: string): boolean => existsSync(path) && readFileSync(path, 'utf8').startsWith(heading);
if (!Object.keys(MODULES).every(isMade)) {
  for (const [path, make] of Object.entries(MODULES)) {
    const source = await make();
    mkdirSync(dirname(path), {recursive: true});
    writeFileSync(path, `${heading}\n${source}`);
  }
}

/** A hash of everything that decides what is made. */
function sourcesHash(): string {
  const hash = createHash('sha256');
  const tools = ['assemblyscript', 'esbuild'].map((name) => `node_modules/${name}/package.json`);
  for (const path of [...tools, ...['kernels', 'scripts'].flatMap(sourcesIn).sort()]) {
    hash.update(path).update(readFileSync(path));
  }
  return hash.digest('hex').slice(0, 32);
}

/** The TypeScript and AssemblyScript files of a folder. */
function sourcesIn(folder: string): string[] {
  return readdirSync(folder, {recursive: true, encoding: 'utf8'})
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join(folder, file));
}

/** Compiles kernels to a module that has them in base64. */
async function binary(name: string, entry: string, options: readonly string[]): Promise<string> {
  // Loaded only where something is to be made: it takes longer than to see that nothing is.
  const compiler: string = 'assemblyscript/asc';
  const {default: asc} = (await import(compiler)) as {default: Compiler};
  let wasm: Uint8Array | undefined;
  const {error} = await asc.main([entry, '--outFile', 'kernels.wasm', ...OPTIONS, ...options], {
    writeFile(file, contents) {
      if (file === 'kernels.wasm') wasm = contents;
    },
  });
  if (error !== null) throw error;
  if (wasm === undefined) throw new Error(`kernels: ${entry} compiles to nothing`);
  const base64 = Buffer.from(wasm).toString('base64');
  return `/** The kernels' WebAssembly module, in base64. */\nexport const ${name} =\n  '${base64}';\n`;
}

/** Makes a module that has the program of a thread as text. */
async function program(name: string, path: string): Promise<string> {
  const {transform} = await import('esbuild');
  const {code} = await transform(readFileSync(path, 'utf8'), {
    ...{loader: 'ts', format: 'iife', target: 'es2022', minify: true},
  } as const);
  return `/** What a thread runs: ${path}. */\nexport const ${name} =\n  ${JSON.stringify(code)};\n`;
}

/** Makes a module of what the kernels' source says about their memory. */
async function contract(paths: readonly string[], wanted: Parameters<typeof contractOf>[1]): Promise<string> {
  const {contractOf: read} = await import('./kernelContract.js');
  const source = paths.map((path) => readFileSync(path, 'utf8')).join('\n');
  const {records, enums, constants} = read(source, wanted);
  const lines = [
    ...Object.entries(constants).map(([name, value]) => `export const ${name} = ${value};`),
    ...Object.entries({...records, ...enums}).map(
      ([name, value]) => `export const ${name.toUpperCase()} = ${JSON.stringify(value)} as const;`,
    ),
  ];
  return `${lines.join('\n')}\n`;
}
