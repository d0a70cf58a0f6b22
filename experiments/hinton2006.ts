import {PIXELS} from '../datasets/Dataset.js';
import {mnist} from '../datasets/mnist.js';
import {best} from './best.js';
import type {Experiment, ExperimentArgs, Outcome} from './Experiment.js';
import {
  learnedAndTested,
  NETWORKS,
  sizes,
  stackOf,
  trainNetwork,
  trainStack,
  trainUpDown,
  type Hinton2006Result,
  type NetworkName,
  type NetworkSettings,
  type Settings,
  type UpDownSettings,
} from './hinton2006Trainings.js';
import {outcomeOf} from './keyOf.js';
import {lineChart} from './lineChart.js';
import {meanAndInterval, showInterval, type MeanAndInterval} from './meanAndInterval.js';
import {ofEachSeed, seedWords} from './seeds.js';

/**
 * The step sizes that each network is tried with. From the random start they are Adam's: gradient descent at 0.3 left it at 90 % wrong
 * for all of 20 epochs.
 */
const RATES: Record<NetworkName, readonly number[]> = {
  'pre-trained': [0.3, 0.1],
  'pre-trained, drawn pixels': [1, 0.3],
  'pre-trained, drawn pixels, dropout': [1, 0.3],
  random: [0.01, 0.003, 0.001],
  'random, drawn pixels': [0.01, 0.003, 0.001],
};
/** Those that up-down is tried with. */
const UP_DOWN_RATES = [0.3, 0.1, 0.03];
const NAMES = Object.keys(NETWORKS) as NetworkName[];

/** What the papers have, in percent; with dropout that is Hinton et al. 2012, with half of the units dropped. */
const PAPER: Partial<Record<NetworkName | 'up-down', string>> = {
  'pre-trained': '1.2',
  'pre-trained, drawn pixels, dropout': '0.92',
  random: '1.5 to 1.6',
  'up-down': '1.25',
};

type Result = Hinton2006Result | undefined;
type Outcomes = readonly Outcome<Settings, Result>[];

/** What a network of 784-500-500-2000-10 makes of MNIST, pre-trained and not, and with dropout, which is of Hinton et al. 2012. */
export const hinton2006: Experiment<Settings, Result> = {
  about: 'what pre-training a deep network gains on MNIST',
  papers: [
    {
      by: 'Hinton, Osindero & Teh 2006',
      title: 'A fast learning algorithm for deep belief nets',
      url: 'https://doi.org/10.1162/neco.2006.18.7.1527',
    },
    {
      by: 'Hinton & Salakhutdinov 2006',
      title: 'Reducing the dimensionality of data with neural networks',
      url: 'https://doi.org/10.1126/science.1127647',
    },
    {
      by: 'Hinton, Srivastava, Krizhevsky, Sutskever & Salakhutdinov 2012',
      title: 'Improving neural networks by preventing co-adaptation of feature detectors',
      url: 'https://arxiv.org/abs/1207.0580',
    },
  ],
  recipe: 1,

  plan(outcomes, args) {
    const finals = NAMES.flatMap((network): NetworkSettings[] => {
      const rate = chosenRate(outcomes, network);
      if (rate === undefined) return [];
      return ofEachSeed({kind: 'network', network, images: 'all', rate, seed: 1}, args.seeds);
    });
    // Up-down first: its parts come one after the other, and last they would keep one process busy while the others wait.
    return [...upDownTries(args), ...upDownFinal(outcomes, args), ...NAMES.flatMap(tried), ...finals];
  },

  needs: stackOf,

  // In epochs of a network's back-propagation.
  cost(settings, args) {
    const {pretrainEpochs, epochs, upDownPart} = sizes(args);
    if (settings.kind === 'network') return epochs[settings.network];
    if (settings.kind === 'up-down') return 8 * upDownPart;
    return pretrainEpochs.reduce((sum, more) => sum + more);
  },

  async train(settings, args) {
    const images = learnedAndTested(settings, await mnist(args.data));
    if (settings.kind === 'network') return trainNetwork(settings, images, args);
    if (settings.kind === 'up-down') return trainUpDown(settings, images, args);
    await trainStack(settings, images, args);
    return undefined;
  },

  async report(outcomes, args) {
    const {hidden, pretrainEpochs, epochs, upDownTryEpochs} = sizes(args);
    const {train, test} = await mnist(args.data);
    const tested = test.labels.length;
    const meanOf = (errors: readonly number[]): MeanAndInterval => meanAndInterval(errors, {tested});
    const errorOf = (network: NetworkName): MeanAndInterval =>
      meanOf(
        outcomes.flatMap(({settings, result}) =>
          settings.kind === 'network' && settings.network === network && settings.images === 'all'
            ? [result!.error]
            : [],
        ),
      );
    const rows = NAMES.map((network) => [
      network,
      String(chosenRate(outcomes, network)),
      String(epochs[network]),
      showInterval(errorOf(network)),
      PAPER[network] ?? '',
    ]);
    // As of two samples of images: of the same ones the interval is smaller.
    const gain = (one: NetworkName, other: NetworkName): string => {
      const [better, worse] = [errorOf(one), errorOf(other)];
      const halfWidth = Math.hypot(better.halfWidth, worse.halfWidth);
      return showInterval({mean: worse.mean - better.mean, halfWidth});
    };
    const [upDown] = upDownFinal(outcomes, args);
    rows.push([
      'up-down',
      String(upDown!.rate),
      String(upDown!.epochs),
      showInterval(meanOf([outcomeOf(outcomes, upDown!)!.result!.error])),
      PAPER['up-down']!,
    ]);
    const curves = NAMES.map((network) => ({
      name: network,
      points: chosen(outcomes, tried(network))!.result!.errors!.map((y, epoch) => ({x: epoch + 1, y})),
    }));
    return {
      summary:
        `${[PIXELS, ...hidden, 10].join('-')}, trained on ${train.labels.length} images and tested on ${tested}: pre-trained for ` +
        `${pretrainEpochs.join(', ')} epochs, layer by layer, and fine-tuned by back-propagation, with and without dropout; from a random start ` +
        '(Xavier); and as a generative model with labels, by up-down.',
      tables: [
        {
          title: 'Test images wrong, %',
          head: ['network', 'rate', 'epochs', 'ours', 'the papers'],
          body: rows,
        },
      ],
      charts: [
        {
          title: 'Validation images wrong by epoch',
          caption:
            'Each network at the rate that did best, trained without the last sixth of the training images, which it is tested on here.',
          svg: await lineChart(curves, {x: 'epoch', y: 'wrong, %', isLog: true, legend: 'network'}),
        },
      ],
      notes: [
        `Pre-training gains ${gain('pre-trained', 'random')} points, and ${gain('pre-trained, drawn pixels', 'random, drawn pixels')} with drawn pixels. These intervals take the errors of two networks as independent; they are tested on the same images, which makes the true ones smaller.`,
        'Networks are trained by gradient descent in batches of 100, momentum 0.9, from a random start by Adam, at a rate that falls to 0. ' +
          `It was chosen among ${RATES['pre-trained'].join(' and ')} (with drawn pixels ${RATES['pre-trained, drawn pixels'].join(' and ')}), from a random start ` +
          `among ${RATES.random.join(', ')}, by the ` +
          'last sixth of the training images at seed 1, by which also the epochs, what is dropped, and to draw pixels were found before. The networks ' +
          'of the table were trained on all images, of which none was left to stop by, for as many epochs.',
        'Pre-training is in batches of 100, on drawn pixels, upper layers on the probabilities of the hidden units below, with momentum 0.9 ' +
          'after 5 epochs and weight decay 0.0002, at a rate that falls from 0.1 to 0.',
        'Drawn pixels are on or off, anew in each epoch, with their grey as the probability of on. Validation and test images are as they are. The ' +
          'papers draw none in back-propagation.',
        `Intervals are 95 %, over test images and ${seedWords(args.seeds)}; up-down was trained with seed 1 alone.`,
        'Dropout is of a fifth of the hidden units, where the paper drops half.',
        `Up-down learns from grey pixels, in batches of 100, at a rate that falls to 0, chosen among ${UP_DOWN_RATES.join(', ')} by the same validation images after ${upDownTryEpochs} epochs; it has 3, 6 and 10 Gibbs steps, each for a third of its epochs, of which the paper has 300.`,
      ],
    };
  },
};

/** The last part of up-down with each rate, which comes behind all others. */
function upDownTries(args: ExperimentArgs): UpDownSettings[] {
  const {upDownTryEpochs: epochs} = sizes(args);
  return UP_DOWN_RATES.map((rate) => ({kind: 'up-down', images: 'some', rate, epochs, of: epochs, seed: 1}));
}

/** That of up-down on all images, with the rate that did best; none while not all have come out. */
function upDownFinal(outcomes: Outcomes, args: ExperimentArgs): UpDownSettings[] {
  const found = chosen(outcomes, upDownTries(args));
  if (found === undefined) return [];
  const {upDownEpochs: epochs} = sizes(args);
  return [{...found.settings, images: 'all', epochs, of: epochs}];
}

function tried(network: NetworkName): NetworkSettings[] {
  return RATES[network].map((rate) => ({kind: 'network', network, images: 'some', rate, seed: 1}));
}

/** The one with the fewest wrong validation images; undefined while not all have come out. */
function chosen<S extends NetworkSettings | UpDownSettings>(outcomes: Outcomes, settings: readonly S[]) {
  return best(outcomes, {settings, value: (result) => result!.error});
}

function chosenRate(outcomes: Outcomes, network: NetworkName): number | undefined {
  return chosen(outcomes, tried(network))?.settings.rate;
}
