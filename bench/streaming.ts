/** Pre-trains a stack on rows that are read from disk as they are needed, and measures the memory that it takes; see README.md. */
import {execFile} from 'node:child_process';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {parseArgs, promisify} from 'node:util';
import {DBN} from 'tfjs-dbn';
import {PIXELS} from '../datasets/Dataset.js';
import {streamIdx} from '../datasets/streamIdx.js';
import {startBackend} from '../examples/lib/startBackend.js';
import {writeIdx} from './data/writeIdx.js';
import {peakMemory} from './peers/peakMemory.js';
import {machine} from './report.js';
import {TRAINING_FROM_DATASET, START} from './trainingOptions.js';

const HELP = `npm run bench -- streaming [options]

  --rows N    of the larger file; default 2,000,000, which takes 1.6 GB of disk; with --quick 4000
  --hidden N  hidden units of each of two layers; default 500
  --epochs N  default 1
  --quick     to see that everything runs`;

/** How many rows the smaller file has. */
const FEW = 20_000;

const {values: options} = parseArgs({
  options: {
    rows: {type: 'string'},
    hidden: {type: 'string', default: '500'},
    epochs: {type: 'string', default: '1'},
    quick: {type: 'boolean', default: false},
    help: {type: 'boolean', default: false},
    /** Set by this program itself, for the process that is measured: the file to read. */
    file: {type: 'string'},
  },
});

if (options.help) console.log(HELP);
else if (options.file !== undefined) await pretrain(options.file);
else await compare();

/** Writes both files, and has a process of its own pre-train on each. */
async function compare(): Promise<void> {
  // The random numbers of the images come from tfjs.
  await startBackend();
  const most = Number(options.rows ?? (options.quick ? 4000 : 2_000_000));
  const counts = [options.quick ? 1000 : FEW, most];
  console.log(machine());
  console.log('| rows | peak memory, MB | seconds |\n| --- | --- | --- |');
  const peaks: number[] = [];
  for (const rows of counts) {
    const folder = await mkdtemp(join(tmpdir(), 'tfjs-dbn-streaming-'));
    try {
      const {images} = await writeIdx(folder, {rows, seed: 1});
      const args = ['--import', 'tsx', fileURLToPath(import.meta.url), '--file', images];
      const own = ['--hidden', options.hidden, '--epochs', options.epochs];
      const {stdout} = await promisify(execFile)(process.execPath, [...args, ...own]);
      const {bytes, seconds} = JSON.parse(stdout.trim().split('\n').at(-1)!) as Record<string, number>;
      peaks.push(bytes! / 1e6);
      console.log(`| ${rows.toLocaleString('en')} | ${(bytes! / 1e6).toFixed(0)} | ${seconds!.toFixed(0)} |`);
    } finally {
      await rm(folder, {recursive: true});
    }
  }
  console.log(`\n${(peaks[1]! - peaks[0]!).toFixed(0)} MB more.`);
}

async function pretrain(images: string): Promise<void> {
  await startBackend();
  const hidden = Number(options.hidden);
  const dbn = new DBN({...START, visible: PIXELS, hidden: [hidden, hidden], seed: 1});
  const start = performance.now();
  const dataset = await streamIdx({images, batchSize: 100});
  await dbn.pretrainDataset(dataset, {...TRAINING_FROM_DATASET, epochs: Number(options.epochs)});
  const seconds = (performance.now() - start) / 1000;
  console.log(JSON.stringify({bytes: peakMemory(), seconds}));
  dbn.dispose();
}
