import {importBuiltin} from '../platform/builtinModule.js';
import {argumentError} from '../check.js';

/** The modules of Node.js that files are read and written with. */
interface NodeModules {
  fs: typeof import('node:fs/promises');
  path: typeof import('node:path');
}

/** The modules, from when they are first needed: all who wait for one promise go on in the order in which they came. */
let modules: Promise<NodeModules> | undefined;

/**
 * Imports the modules of Node.js when they are needed, by names that no bundler follows: the package loads in a browser,
 * where there are none.
 *
 * @throws Error elsewhere than in Node.js.
 */
export function nodeModules(): Promise<NodeModules> {
  return (modules ??= importModules());
}

async function importModules(): Promise<NodeModules> {
  try {
    return {fs: await importBuiltin('node:fs/promises'), path: await importBuiltin('node:path')};
  } catch {
    throw argumentError(Error, {
      where: 'fileSystem: this',
      condition: 'Node.js',
      got: 'a runtime without its file system',
      advice: 'in a browser use indexeddb:// or downloads://',
    });
  }
}
