/**
 * Times one training step of a machine and one of fine-tuning on each backend that is installed, in turn, so that a noisy
 * machine hurts all alike.
 *
 *     npm run bench -- [--quick] [--json]
 */
import {cpus} from 'node:os';
import {parseArgs} from 'node:util';
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import {contestants, type Contestant} from './contestants.js';

const {values: options} = parseArgs({
  options: {quick: {type: 'boolean', default: false}, json: {type: 'boolean', default: false}},
});
const [rounds, steps] = options.quick ? [3, 3] : [9, 20];

const ready: (Contestant & {run: (steps: number) => Promise<void>; times: number[]})[] = [];
for (const contestant of await contestants()) {
  await tf.setBackend(contestant.backend);
  const run = await contestant.prepare();
  await run(2);
  ready.push({...contestant, run, times: []});
}
for (let round = 0; round < rounds; ++round) {
  for (const {backend, run, times} of ready) {
    await tf.setBackend(backend);
    const start = performance.now();
    await run(steps);
    times.push((performance.now() - start) / steps);
  }
}

const rows = ready.map(({task, who, times}) => ({task, who, milliseconds: median(times)}));
if (options.json) {
  console.log(JSON.stringify({machine: machine(), rounds, steps, rows}, null, 2));
} else {
  console.log(`${machine()}; median of ${String(rounds)} rounds of ${String(steps)} steps\n`);
  console.log('| task | who | ms a step | times the fastest |\n|---|---|---|---|');
  for (const {task, who, milliseconds} of rows) {
    const fastest = Math.min(...rows.filter((row) => row.task === task).map((row) => row.milliseconds));
    console.log(`| ${task} | ${who} | ${milliseconds.toFixed(1)} | ${(milliseconds / fastest).toFixed(2)} |`);
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

function machine(): string {
  const cores = cpus();
  return `${cores[0]!.model}, ${String(cores.length)} cores; Node.js ${process.version}, tfjs ${tf.version.tfjs}`;
}
