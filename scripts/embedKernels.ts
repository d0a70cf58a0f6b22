/**
 * Makes the compiled kernels modules of the source, so that there is nothing to locate at run time, in Node.js or under any
 * bundler.
 *
 *     npm run kernels
 */
import {existsSync, readFileSync, writeFileSync} from 'node:fs';

embed({from: 'kernels/threads.wasm', to: 'src/engine/wasm/threadsBinary.ts', name: 'THREADS'});
embed({from: 'kernels/alone.wasm', to: 'src/engine/wasm/aloneBinary.ts', name: 'ALONE'});
embed({from: 'kernels/matmul/matmul.wasm', to: 'src/wasmBackend/matMulBinary.ts', name: 'MATMUL'});

function embed({from, to, name}: {from: string; to: string; name: string}): void {
  const source = `// Made from kernels/ by npm run kernels.\n
/** The kernels' WebAssembly module, in base64. */
export const ${name} =
  '${readFileSync(from).toString('base64')}';
`;
  // Not written again when nothing has changed: watchers would compile for nothing.
  if (!existsSync(to) || readFileSync(to, 'utf8') !== source) writeFileSync(to, source);
}
