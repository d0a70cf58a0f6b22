import type {Project} from './Project.js';

/** Trains with the engine left out, where what an argument names is refused, and prints who trained and what was learned. */
const PROGRAM = `
const os = require('node:os');
const workers = require('node:worker_threads');

const {Memory} = WebAssembly;
const refuseMemory = (isRefused) => {
  WebAssembly.Memory = function (descriptor) {
    if (isRefused(descriptor)) throw new RangeError('no such memory');
    return new Memory(descriptor);
  };
};
const refuseThreads = (allowed) => {
  const {Worker} = workers;
  let running = 0;
  workers.Worker = class extends Worker {
    constructor(...args) {
      if (running === allowed) throw new Error('no such thread');
      super(...args);
      ++running;
      this.on('exit', () => --running);
    }
  };
};
const REFUSE = {
  nothing: () => undefined,
  threads: () => refuseThreads(0),
  cores: () => {
    os.availableParallelism = () => 64;
    refuseThreads(2);
  },
  sharedMemory: () => refuseMemory(({shared}) => shared),
  memory: () => refuseMemory(() => true),
  simd: () => {
    WebAssembly.compile = () => Promise.reject(new WebAssembly.CompileError('SIMD unsupported'));
  },
};
REFUSE[process.argv[2]]();

const {RBM} = require('tfjs-dbn');
const {digest, rows} = require('./training.js');

const rbm = new RBM({visible: 784, hidden: 500, seed: 1});
rbm.fit(rows(), {epochs: 1, batchSize: 100, verbose: 0}).then(({params}) => {
  const who = params.engine === 'tensor' ? 'tf ops' : params.threads > 0 ? 'threads' : 'the caller';
  console.log(JSON.stringify({who, learned: digest([rbm])}));
});
`;

/** What Node.js calls its option that forbids threads, among others. */
const PERMISSION = process.allowedNodeEnvironmentFlags.has('--permission')
  ? '--permission'
  : '--experimental-permission';

/** Who trains where what is refused, by the options of Node.js or by the program. */
const EXPECTED: {refused: string; options?: readonly string[]; who: 'threads' | 'the caller' | 'tf ops'}[] = [
  {refused: 'cores', who: 'threads'},
  {refused: 'threads', who: 'the caller'},
  {refused: 'nothing', options: [PERMISSION, '--allow-fs-read=*'], who: 'the caller'},
  {refused: 'sharedMemory', who: 'the caller'},
  {refused: 'memory', who: 'tf ops'},
  {refused: 'simd', who: 'tf ops'},
];

/**
 * Trains where capabilities are refused, one at a time, and expects the same bits wherever the wasm engine runs; in the project of
 * `trainPlainly.ts`.
 */
export function checkRefusals({write, run}: Project): void {
  write('refused.js', PROGRAM);
  const train = (refused: string, options: readonly string[] = []): {who: string; learned: string} =>
    JSON.parse(run(process.execPath, [...options, 'refused.js', refused])) as {who: string; learned: string};
  const free = train('nothing');
  if (free.who !== 'threads') throw new Error(`refused.js must train on threads, got ${free.who}.`);
  for (const {refused, options, who} of EXPECTED) {
    const trained = train(refused, options);
    const where = `refused.js ${refused} ${options?.join(' ') ?? ''}`;
    if (trained.who !== who) throw new Error(`${where}: ${who} must train, got ${trained.who}.`);
    if (who !== 'tf ops' && trained.learned !== free.learned) {
      throw new Error(`${where}: must learn the same bits as on threads, got others.`);
    }
  }
  console.log('It trains where threads, shared memory, memory or SIMD are refused.');
}
