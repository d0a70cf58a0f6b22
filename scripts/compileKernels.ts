/**
 * Compiles the wasm engine's kernels, `kernels/`, into a module of the source, so that there is nothing to locate at run
 * time, in Node.js or under any bundler.
 *
 *     npm run kernels
 */
import {readFile, writeFile} from 'node:fs/promises';
import asc from 'assemblyscript/asc';

const OUT = 'src/engine/wasm/kernelBinary.ts';
const COMPILED = '.kernels.wasm';
const OPTIONS = [
  'kernels/index.ts',
  '--enable=simd,threads',
  '--importMemory',
  '--sharedMemory',
  '--maximumMemory=65536',
  '--runtime=stub',
  '--noAssert',
  '-O3',
  '--use=abort=',
  `--outFile=${COMPILED}`,
];

let binary: Uint8Array | undefined;
const errors: string[] = [];
const {error} = await asc.main(OPTIONS, {
  stderr: {write: (text) => errors.push(String(text)) > 0},
  readFile: async (name, folder) => {
    return readFile(`${folder}/${name}`, 'utf8').catch(() => null);
  },
  writeFile: (name, contents) => {
    if (name === COMPILED && typeof contents !== 'string') binary = contents;
  },
  listFiles: () => null,
});
if (error !== null || binary === undefined) {
  process.stderr.write(errors.join(''));
  throw error ?? new Error('the compiler wrote nothing');
}
const base64 = Buffer.from(binary).toString('base64');
const source = `// Made from kernels/ by scripts/compileKernels.ts.\n
/** The kernels' WebAssembly module, in base64. */
export const KERNELS =
  '${base64}';
`;
// Not written again when nothing has changed: watchers would compile for nothing.
if ((await readFile(OUT, 'utf8').catch(() => '')) !== source) await writeFile(OUT, source);
