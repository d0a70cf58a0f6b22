import {spawn} from 'node:child_process';
import {existsSync} from 'node:fs';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {DBN, fileSystem} from 'tfjs-dbn';

// Fifty processes have to start.
jest.setTimeout(1_200_000);

/** As often is the process killed, for each engine. */
const KILLS = 50;

/** It lives for at most so long once it trains, in milliseconds: some lives end before the first checkpoint, or in it. */
const LONGEST_LIVES = {wasm: 200, tensor: 1000};

/**
 * Pre-trains three layers, with a checkpoint every third step, from where it was left off, and prints what came of it. It runs the
 * compiled package, since a process starts sooner with it.
 */
const PROGRAM = `
import {existsSync} from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import {DBN, fileSystem} from './dist/esm/index.js';

const [engine, folder] = process.argv.slice(1);
await tf.setBackend('cpu');
const x = tf.tidy(() => tf.cast(tf.tensor2d(
  Array.from({length: 300}, (_, row) => Array.from({length: 64}, (_, unit) => ((row + 3) * (unit + 5) * 7919) % 97 / 96)),
), 'float32'));
const to = fileSystem(folder);
const dbn = existsSync(folder + '/model.json')
  ? await DBN.resume(to)
  : new DBN({visible: 64, hidden: [48, 32, 24], seed: 1});
console.log('training');
const histories = await dbn.pretrain(x, {
  engine: engine === 'wasm' ? {type: engine, threads: 2} : engine, batchSize: 20, epochs: 60, estimator: 'pcd', learningRate: 0.01, verbose: 0,
  checkpoint: {to, every: 3},
});
const weights = dbn.rbms.flatMap((rbm) => rbm.getWeights().map((tensor) => Array.from(tensor.dataSync())));
console.log(JSON.stringify({weights, histories: histories.map(({epoch, history}) => ({epoch, history}))}));
`;

/** Runs the program, kills it after some time if it is to be killed, and returns what it printed at its end, if it came there. */
function live(args: {engine: string; folder: string; life: number}): Promise<string | undefined> {
  const argv = ['--input-type=module', '--eval', PROGRAM, args.engine, args.folder];
  const child = spawn(process.execPath, argv, {stdio: ['ignore', 'pipe', 'pipe']});
  let [printed, errors] = ['', ''];
  child.stderr.on('data', (text: Buffer) => (errors += text.toString()));
  child.stdout.on('data', (text: Buffer) => {
    printed += text.toString();
    if (printed === 'training\n' && args.life < Infinity) setTimeout(() => child.kill('SIGKILL'), args.life);
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (signal === 'SIGKILL') resolve(undefined);
      else if (code === 0) resolve(printed.slice('training\n'.length));
      else reject(new Error(`exit code ${String(code)}: ${errors}`));
    });
  });
}

/** Draws the lives of a run, uniform in [0, 1): a failure names the seed, with which the same lives are drawn again. */
function* uniforms(seed: number): Generator<number, never, void> {
  // The multiplier and the increment are those of Numerical Recipes, section 7.1.
  for (let state = seed >>> 0; ;) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    yield state / 2 ** 32;
  }
}

describe('a pre-training that is killed, and goes on from its checkpoint each time', () => {
  it.each(['wasm', 'tensor'] as const)(
    `ends as one that is not, after ${KILLS} kills: %s`,
    async (engine) => {
      const seed = Number(process.env['KILLED_SEED'] ?? Date.now() % 2 ** 32);
      const lives = uniforms(seed);
      const folder = await mkdtemp(join(tmpdir(), 'tfjs-dbn-killed-'));
      try {
        const unbroken = await live({engine, folder: join(folder, 'unbroken'), life: Infinity});
        let [kills, run, readable] = [0, 0, 0];
        const place = (): string => join(folder, `run${run}`);
        while (kills < KILLS) {
          const end = await live({engine, folder: place(), life: lives.next().value * LONGEST_LIVES[engine]});
          if (end === undefined) kills++;
          else {
            // It has come to its end before it was killed often enough: there is another one.
            expect(end).toBe(unbroken);
            run++;
          }
          if (!existsSync(join(place(), 'model.json'))) continue;
          (await DBN.resume(fileSystem(place()))).dispose();
          readable++;
        }
        expect(await live({engine, folder: place(), life: Infinity})).toBe(unbroken);
        // Nearly every life leaves a checkpoint: else this would have been a test of fresh starts.
        expect(readable).toBeGreaterThan(KILLS / 2);
      } catch (error) {
        throw new Error(`With KILLED_SEED=${seed}: ${(error as Error).message}`, {cause: error});
      } finally {
        await rm(folder, {recursive: true});
      }
    },
  );
});
