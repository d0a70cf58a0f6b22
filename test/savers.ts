import {spawn, type ChildProcess} from 'node:child_process';
import type {io} from '@tensorflow/tfjs-core';
import {fileSystem} from 'tfjs-dbn';

/** Values of a saved model. */
const VALUES = 2 ** 14;

/** Returns a model of equal values, which shows whether it is whole. */
export function modelOf(value: number): io.ModelArtifacts {
  return {
    modelTopology: {value},
    weightSpecs: [{name: 'values', shape: [VALUES], dtype: 'float32'}],
    weightData: new Float32Array(VALUES).fill(value).buffer,
  };
}

/**
 * Loads such a model.
 *
 * @returns Its value.
 * @throws Error when it is missing, or not whole.
 */
export async function loadValue(folder: string): Promise<number> {
  const {modelTopology, weightData} = await fileSystem(folder).load!();
  const {value} = modelTopology as {value: number};
  const values = new Float32Array(weightData as ArrayBuffer);
  if (values.length !== VALUES || values.some((one) => one !== value)) {
    throw new Error(`${folder} holds a part of another model than that of ${value}`);
  }
  return value;
}

/** A process that saves the model of a value when it is told to. */
export interface Saver {
  /** Rejects when the save does. */
  save: (folder: string) => Promise<void>;
  end: () => void;
}

/** What the process runs, from the source, so that it needs no build: it answers with an error, or nothing. */
const PROGRAM = `
import {fileSystem} from './src/index.ts';
import {modelOf} from './test/savers.ts';

const model = modelOf(Number(process.argv[1]));
process.on('message', (folder) => {
  fileSystem(folder).save(model).then(() => process.send(''), (error) => process.send(String(error)));
});
process.send('');
`;

/** Starts it, and returns once it is ready. */
export async function startSaver(value: number): Promise<Saver> {
  const argv = ['--import', 'tsx', '--input-type=module', '--eval', PROGRAM, String(value)];
  const child = spawn(process.execPath, argv, {stdio: ['ignore', 'inherit', 'inherit', 'ipc']});
  await answer(child);
  return {
    async save(folder) {
      child.send(folder);
      const error = await answer(child);
      if (error !== '') throw new Error(error);
    },
    end: () => child.disconnect(),
  };
}

/** Returns what the process says next. */
function answer(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null): void =>
      reject(new Error(`the process has ended, with ${String(code)}`));
    child.once('exit', onExit);
    child.once('message', (message) => {
      child.off('exit', onExit);
      resolve(message as string);
    });
  });
}
