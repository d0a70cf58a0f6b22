import type {io} from '@tensorflow/tfjs-core';
import {canonicalJson} from './canonicalJson.js';
import {crc32} from './crc32.js';

// The form of what is saved, from version 3 on, only grows: what a later version adds has a default for files without it.
//
// `modelTopology` is `{class_name, version, config, checksum}`. `weightSpecs` lists the tensors, all float32, and `weightData`
// holds their values one after the other. `config` is, since version 3:
//
// | key | of | value |
// | --- | --- | --- |
// | `visible`, `hidden` | all | the units, as `new RBM()` or `new DBN()` takes them |
// | `classes` | all | how many label units the (top) machine has, 0 for none |
// | `seed` | all | the integer that fixes its noise |
// | `steps`, `epochs`, `hasLearned` | RBM, and each of `layers` | how far its training has come |
// | `chains` | the same | how many persistent chains there are |
// | `isCentered`, `isScaled` | the same | whether the centers, and the scale of the data, are among the tensors |
// | `layers` | DBN | one object a machine, the lowest first; `isUntied`: whether it has generative weights |
// | `trainingState`, `trainingStates` | checkpoints | of the machine, or each: which velocities, averages and fast weights are among the tensors |
// | `position` | checkpoints | where the training stands: see `Position` in `src/rbm/saving/` |
// | `histories`, `isOver` | DBN checkpoints | the epochs of the layers that are finished; whether nothing is left |
//
// Tensors: `weights`, `visibleBias`, `hiddenBias`, `logVariance`, `chains`, `visibleCenter`, `hiddenCenter`, `dataMean`,
// `dataDeviation`, `generativeWeights`, `generativeBias`; in a stack with `rbm0/` and so on before them; `velocities/…`, `fast/…`,
// `best/…` and `activity` in checkpoints.

/** The version of the form that is written. */
export const VERSION = 3;

/** What is read of a file, none of it to be trusted yet. */
export interface Content {
  class_name: string;
  config: Record<string, unknown>;
  specs: unknown;
  data: ArrayBuffer;
}

/** A version of the form that can be read. */
interface Version {
  /** The CRC-32 of a file in hexadecimal digits: it shows damage, not forgery. */
  checksum: (content: Content) => Promise<string>;
  /** Makes what it says what version 3 says. */
  upgraded: (content: Content) => Content;
}

/** The versions that can be read, by their numbers. */
export const VERSIONS: Readonly<Record<number, Version>> = {
  2: {
    checksum: ({class_name, config, specs, data}) =>
      checksumOf(JSON.stringify([class_name, 2, config, specs]), data),
    upgraded: ({config, specs, ...content}) => ({
      ...content,
      config: renamed(config),
      specs: Array.isArray(specs) ? specs.map(renamedSpec) : specs,
    }),
  },
  3: {
    checksum: ({class_name, config, specs, data}) =>
      checksumOf(canonicalJson([class_name, 3, config, specs]), data),
    upgraded: (content) => content,
  },
};

async function checksumOf(text: string, data: ArrayBuffer): Promise<string> {
  const parts = [new TextEncoder().encode(text), new Uint8Array(data)];
  return (await crc32(parts)).toString(16).padStart(8, '0');
}

/** What version 2 called otherwise. */
const CONFIG_NAMES: Readonly<Record<string, string>> = {
  labels: 'classes',
  isCentred: 'isCentered',
  motion: 'trainingState',
  motions: 'trainingStates',
};
const TENSOR_NAMES: Readonly<Record<string, string>> = {
  visibleOffset: 'visibleCenter',
  hiddenOffset: 'hiddenCenter',
};

function renamed(config: Record<string, unknown>): Record<string, unknown> {
  const entries = Object.entries(config).map(([name, value]): [string, unknown] => {
    const isOfLayers = name === 'layers' && Array.isArray(value);
    const own = isOfLayers ? value.map((layer: unknown) => renamed(Object(layer) as typeof config)) : value;
    return [Object.hasOwn(CONFIG_NAMES, name) ? CONFIG_NAMES[name]! : name, own];
  });
  return Object.fromEntries(entries);
}

function renamedSpec(spec: unknown): unknown {
  const {name} = (spec ?? {}) as Partial<io.WeightsManifestEntry>;
  if (typeof name !== 'string') return spec;
  const start = name.lastIndexOf('/') + 1;
  const own = name.slice(start);
  if (!Object.hasOwn(TENSOR_NAMES, own)) return spec;
  return {...(spec as object), name: name.slice(0, start) + TENSOR_NAMES[own]!};
}
