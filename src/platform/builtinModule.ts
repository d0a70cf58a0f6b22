/** The modules of Node.js that are used, by name. */
interface BuiltinModules {
  'node:fs/promises': typeof import('node:fs/promises');
  'node:os': typeof import('node:os');
  'node:path': typeof import('node:path');
  'node:worker_threads': typeof import('node:worker_threads');
}

/**
 * Returns a module of Node.js at once, and undefined where there is none: in a page, and in Node.js before 20.16.
 *
 * Not by an import: bundlers would follow it, and Jest's CommonJS mode and packed executables refuse it.
 */
export function builtinModule<Name extends keyof BuiltinModules>(
  name: Name,
): BuiltinModules[Name] | undefined {
  const {process} = globalThis as {process?: {getBuiltinModule?: (name: string) => unknown}};
  return process?.getBuiltinModule?.(name) as BuiltinModules[Name] | undefined;
}

/**
 * Returns a module of Node.js, by an import where there is no other way.
 *
 * @throws Error where there is none.
 */
export async function importBuiltin<Name extends keyof BuiltinModules>(
  name: Name,
): Promise<BuiltinModules[Name]> {
  const specifier: string = name;
  const found = builtinModule(name);
  return (
    found ?? ((await import(/* webpackIgnore: true */ /* @vite-ignore */ specifier)) as BuiltinModules[Name])
  );
}
