import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import type {PeerArgs} from './PeerArgs.js';
import {readNumbers} from './readNumbers.js';
import {loadOrEnd} from './serve.js';

/** The names and versions of what tfjs runs on. */
type Versions = Record<string, string>;

// Not a literal: the compiler would look for the package, which need not be there.
const NATIVE: string = '@tensorflow/tfjs-node';

/** Starts the backend, and returns what to call it. */
export async function startTf({backend}: PeerArgs): Promise<Versions> {
  const versions: Versions = {'Node.js': process.version, tfjs: tf.version_core};
  if (backend !== 'tensorflow') {
    await tf.setBackend(backend);
    return versions;
  }
  return loadOrEnd(async () => {
    const {version} = (await import(NATIVE)) as {version: Versions};
    await tf.setBackend(backend);
    // On a release of Node.js that it does not support, it loads and no op works.
    tf.tidy(() => tf.add(1, 1).dataSync());
    return {...versions, 'tfjs-node': version['tfjs-node']!};
  });
}

/** Reads the rows as a tensor. */
export async function readRows(args: PeerArgs): Promise<tf.Tensor2D> {
  return tf.tensor2d(await readNumbers(args), [args.rows, args.sizes[0]]);
}
