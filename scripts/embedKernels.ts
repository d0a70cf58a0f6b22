/**
 * Makes the wasm engine's compiled kernels a module of the source, so that there is nothing to locate at run time, in
 * Node.js or under any bundler.
 *
 *     npm run kernels
 */
import {existsSync, readFileSync, writeFileSync} from 'node:fs';

const OUT = 'src/engine/wasm/kernelBinary.ts';

const source = `// Made from kernels/ by npm run kernels.\n
/** The kernels' WebAssembly module, in base64. */
export const KERNELS =
  '${readFileSync('kernels/kernels.wasm').toString('base64')}';
`;
// Not written again when nothing has changed: watchers would compile for nothing.
if (!existsSync(OUT) || readFileSync(OUT, 'utf8') !== source) writeFileSync(OUT, source);
