import * as tf from '@tensorflow/tfjs-core';
import {argumentError, show} from '../check.js';
import {VERSION, VERSIONS} from './versions.js';

const FORMAT = 'tfjs-dbn';

const BYTES_PER_VALUE = 4;

/** What is saved: which class, its configuration, and its tensors by name. */
export interface Saved {
  className: string;
  config: object;
  tensors: Record<string, tf.Tensor>;
}

/** What was loaded, none of it to be trusted yet. */
export interface Loaded {
  config: Record<string, unknown>;
  /**
   * Returns the values of tensors that must be there, by name, and nothing else.
   *
   * @param shapes - The shape that each tensor must have.
   * @throws Error when a tensor is missing, has another shape, or holds NaN or infinity, when there is more than asked, or when
   *   anything in the file is not what was saved.
   */
  values: (shapes: Record<string, number[]>) => Record<string, Float32Array>;
}

/** When the last save was handed over, or failed before it could be. */
let handedOver: Promise<void> = Promise.resolve();

/**
 * Saves through a tfjs IOHandler, or to a URL that one is registered for. Handlers get what there is to save in the order of the
 * calls, so that of several saves to one place the last stays, however long each takes to encode; one to a slow place keeps no other
 * waiting, but one whose tensors cannot be read does.
 *
 * @throws TypeError when there is no such handler.
 */
export async function saveArchive(
  target: tf.io.IOHandler | string,
  {className, config, tensors}: Saved,
): Promise<tf.io.SaveResult> {
  const handler = saveHandler(target, {where: 'save', argument: 'target'});
  // Copies, since training replaces a machine's tensors while they are read.
  const copies = Object.fromEntries(
    Object.entries(tensors).map(([name, tensor]) => [name, tf.clone(tensor)]),
  );
  const turn = handedOver.then(async () => {
    const {data, specs} = await encode(copies).finally(() => {
      tf.dispose(copies);
    });
    const saved = {class_name: className, config: config as Record<string, unknown>};
    const checksum = await VERSIONS[VERSION]!.checksum({...saved, specs, data});
    const result = handler.save({
      modelTopology: {class_name: className, version: VERSION, config, checksum},
      format: FORMAT,
      generatedBy: FORMAT,
      convertedBy: null,
      weightSpecs: specs,
      weightData: data,
    });
    // In an object, since the next turn is not to wait for it.
    return {result};
  });
  handedOver = turn.then(
    () => undefined,
    () => undefined,
  );
  return (await turn).result;
}

/**
 * Returns what saves to a target.
 *
 * @param context - The function that the user called, and its argument.
 * @throws TypeError when nothing does.
 */
export function saveHandler(
  target: unknown,
  {where, argument}: {where: string; argument: string},
): Required<Pick<tf.io.IOHandler, 'save'>> {
  const handler =
    typeof target === 'string'
      ? onlyHandler(tf.io.getSaveHandlers(target), {url: target, where: `${where}: ${argument}`})
      : target;
  if (typeof (handler as Partial<tf.io.IOHandler> | null | undefined)?.save === 'function') {
    return handler as Required<Pick<tf.io.IOHandler, 'save'>>;
  }
  throw argumentError(TypeError, {
    where: `${where}: ${argument}`,
    condition: 'a URL or an IOHandler that saves',
    got: show(target),
  });
}

/**
 * Encodes tensors as tfjs does, but always by their values as float32: on the cpu backend, tfjs writes the bytes of the type
 * that a tensor was cast from.
 */
async function encode(
  tensors: Record<string, tf.Tensor>,
): Promise<{data: ArrayBuffer; specs: tf.io.WeightsManifestEntry[]}> {
  const entries = Object.entries(tensors);
  const values = new Float32Array(entries.reduce((sum, [, {size}]) => sum + size, 0));
  let start = 0;
  for (const [, tensor] of entries) {
    values.set(await tensor.data(), start);
    start += tensor.size;
  }
  return {
    data: values.buffer,
    specs: entries.map(([name, {shape}]) => ({name, shape, dtype: 'float32'})),
  };
}

/**
 * Loads what {@link saveArchive} saved, from a tfjs IOHandler or a URL.
 *
 * @param context - `className`: which class it must be; `caller`: the function that the user called.
 * @throws TypeError when there is no handler; Error when what is there is damaged, or something else.
 */
export async function loadArchive(
  source: tf.io.IOHandler | string,
  {className, caller}: {className: string; caller: string},
): Promise<Loaded> {
  const where = `${caller}: source`;
  const handler =
    typeof source === 'string' ? onlyHandler(tf.io.getLoadHandlers(source), {url: source, where}) : source;
  if (typeof (handler as Partial<tf.io.IOHandler> | null)?.load !== 'function') {
    throw argumentError(TypeError, {where, condition: 'a URL or an IOHandler that loads', got: show(source)});
  }
  const artifacts = (await handler.load!()) as tf.io.ModelArtifacts | undefined;
  const topology = artifacts?.modelTopology as Record<string, unknown> | null | undefined;
  if (artifacts === undefined || topology?.['class_name'] !== className) {
    const got = topology?.['class_name'];
    throw argumentError(Error, {
      where,
      condition: `a saved ${className} of tfjs-dbn`,
      got: typeof got === 'string' ? `a saved ${got}` : 'something else',
    });
  }
  const {version: number} = topology;
  const version = typeof number === 'number' ? VERSIONS[number] : undefined;
  if (version === undefined) {
    throw argumentError(Error, {
      where: `${where}'s version`,
      condition: `one of ${Object.keys(VERSIONS).join(', ')}`,
      got: show(number),
      advice: 'load it with the release of tfjs-dbn that saved it',
    });
  }
  const {config} = topology;
  if (typeof config !== 'object' || config === null || Array.isArray(config))
    throw damaged(where, 'no configuration');
  const {weightSpecs: specs} = artifacts;
  const data = tf.io.CompositeArrayBuffer.join(artifacts.weightData);
  const content = {class_name: className, config: config as Record<string, unknown>, specs, data};
  const found = await version.checksum(content);
  const upgraded = version.upgraded(content);
  return {
    config: upgraded.config,
    values(shapes) {
      const values = readValues(upgraded, shapes, {where});
      const {checksum: saved} = topology;
      // Last, so that whoever asks for tensors hears what is wrong with them.
      if (saved !== found) throw damaged(where, `content of checksum ${found} in place of ${show(saved)}`);
      return values;
    },
  };
}

/** Words the error for a file whose content cannot be what was saved. */
export function damaged(where: string, got: string): Error {
  return argumentError(Error, {where, condition: 'undamaged', got});
}

function onlyHandler(
  handlers: tf.io.IOHandler[],
  {url, where}: {url: string; where: string},
): tf.io.IOHandler {
  if (handlers.length === 1) return handlers[0]!;
  throw argumentError(TypeError, {
    where,
    condition: 'a URL that a single tfjs IOHandler is registered for',
    got: `${show(url)} with ${handlers.length}`,
    advice: 'for files in plain Node.js pass fileSystem(path)',
  });
}

function isSameShape(shape: unknown, expected: readonly number[]): boolean {
  return (
    Array.isArray(shape) &&
    shape.length === expected.length &&
    expected.every((side, axis) => side === shape[axis])
  );
}

function readValues(
  {specs: given, data}: {specs: unknown; data: ArrayBuffer},
  shapes: Record<string, number[]>,
  {where}: {where: string},
): Record<string, Float32Array> {
  const names = Object.keys(shapes);
  const specs = Array.isArray(given) ? (given as unknown[]) : [];
  if (specs.length !== names.length) {
    throw damaged(where, `${specs.length} tensors instead of ${names.length}`);
  }
  const values: Record<string, Float32Array> = {};
  let offset = 0;
  for (const spec of specs) {
    const {name, shape, dtype, quantization} = (spec ?? {}) as Partial<tf.io.WeightsManifestEntry>;
    const expected = typeof name === 'string' && Object.hasOwn(shapes, name) ? shapes[name] : undefined;
    if (typeof name !== 'string' || expected === undefined || name in values)
      throw damaged(where, `a tensor named ${show(name)}`);
    if (dtype !== 'float32' || quantization !== undefined || !isSameShape(shape, expected)) {
      throw damaged(where, `${name} as ${show(dtype)} of shape ${show(shape)} instead of ${show(expected)}`);
    }
    const count = expected.reduce((product, side) => product * side, 1);
    const end = offset + count * BYTES_PER_VALUE;
    if (end > data.byteLength) throw damaged(where, `${data.byteLength} bytes of weights, too few`);
    values[name] = new Float32Array(data.slice(offset, end));
    if (!values[name].every(Number.isFinite)) throw damaged(where, `NaN or infinity in ${name}`);
    offset = end;
  }
  if (offset !== data.byteLength) throw damaged(where, `${data.byteLength} bytes of weights, too many`);
  return values;
}
