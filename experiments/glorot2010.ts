import type {Experiment, ExperimentArgs, Table} from './Experiment.js';
import {charts} from './glorot2010Charts.js';
import {
  ACTIVATIONS,
  byDepth,
  chosenRate,
  DATA,
  finals,
  PAPER_STARTS,
  planned,
  ratesOf,
  STARTS,
  watchedOf,
  type Case,
  type Outcomes,
  type Result,
  type Settings,
} from './glorot2010Plan.js';
import {
  DEPTH,
  JACOBIAN_ROWS,
  sizes,
  stackOf,
  trainNetwork,
  trainStack,
  type Activation,
  type Start,
} from './glorot2010Trainings.js';
import type {GlorotData} from './glorotImages.js';
import {outcomeOf} from './keyOf.js';
import {besidePaper, meanAndInterval, showInterval} from './meanAndInterval.js';
import {range} from './range.js';
import {seedWords} from './seeds.js';

/** Table 1 of the paper, test images wrong in percent. */
const PAPER: Record<GlorotData, Record<Activation, Partial<Record<Start, number>>>> = {
  'Shapeset-3x2': {
    sigmoid: {standard: 82.61},
    tanh: {standard: 27.15, Xavier: 15.6},
    softsign: {standard: 16.27, Xavier: 16.06},
  },
  MNIST: {
    sigmoid: {standard: 2.21},
    tanh: {standard: 1.76, Xavier: 1.64},
    softsign: {standard: 1.64, Xavier: 1.72},
  },
};

/** What a network has wrong of Shapeset-3x2 that always names the commonest class, in percent. */
const CHANCE = 83.33;

/**
 * What the start of the weights does to networks of five hidden layers, by activation function, and what it does to their layers. He's
 * start and RBMs are not in the paper.
 */
export const glorot2010: Experiment<Settings, Result> = {
  about: 'whether deep networks learn depends on how their weights start',
  papers: [
    {
      by: 'Glorot & Bengio 2010',
      title: 'Understanding the difficulty of training deep feedforward neural networks',
      url: 'https://proceedings.mlr.press/v9/glorot10a.html',
    },
  ],
  recipe: 4,
  plan: planned,

  needs: (settings) => (settings.kind === 'network' ? stackOf(settings) : undefined),

  // In images that go through a layer and back; an image of pre-training takes part of that.
  cost({kind, depth}, args) {
    const {pretrainRows, pretrainEpochs, examples} = sizes(args);
    return kind === 'stack' ? (pretrainRows * pretrainEpochs * depth) / 3 : examples * (1 + depth);
  },

  async train(settings, args) {
    if (settings.kind === 'network') return trainNetwork(settings, args);
    await trainStack(settings, args);
    return undefined;
  },

  async report(outcomes, args) {
    const {units, pretrainRows, pretrainEpochs, examples} = sizes(args);
    const rates = ratesOf(args);
    return {
      summary:
        `Networks of ${DEPTH} hidden layers of ${units} units, softmax above, plain gradient descent in batches of 10, biases 0 at the start, ` +
        `on ${examples} images of Shapeset-3x2, each seen once, and on as many drawn from MNIST. \`standard\` is U[-1/√n, 1/√n], \`Xavier\` the ` +
        "paper's normalized uniform start, `He` normal, `RBM` a stack that was pre-trained layer by layer, with its biases.",
      tables: [
        ...DATA.map((data) => errors(outcomes, data, args)),
        singularValues(outcomes, args),
        depths(outcomes, args),
        ...(rates.length > 1 ? [chosenRates(outcomes, args)] : []),
      ],
      charts: await charts(outcomes, args),
      notes: [
        (rates.length === 1
          ? `The rate is ${rates.join()}. `
          : `The rate is the one of ${rates.join(', ')} with the fewest wrong validation images at seed 1. `) +
          `Networks of other depths have the rate of those with ${DEPTH} layers.`,
        'Test errors are those where the fewest validation images were wrong, as if the training had been stopped there; intervals are 95 %, over the ' +
          `test images and ${seedWords(args.seeds)}.`,
        `A network that always names the commonest class has ${CHANCE} % of Shapeset-3x2 wrong, of the test images some tenths more or less: as much as any other that names one class for all. The paper trains networks of 1000 units a layer, and for far longer.`,
        `RBMs are pre-trained on the first ${pretrainRows} of the images, ${pretrainEpochs} times each. ` +
          'They have binary units: a unit of tanh starts as twice the probability less one, which makes the same network of it, with the same Jacobians; one of softsign starts with the same weights.',
      ],
    };
  },
};

function errors(outcomes: Outcomes, data: GlorotData, args: ExperimentArgs): Table {
  const {units} = sizes(args);
  const cell = (one: Case): string => {
    const found = finals(outcomes, one, args).map((settings) => outcomeOf(outcomes, settings)!.result!);
    const errors = found.map(({testError}) => testError);
    const ours = meanAndInterval(errors, {tested: found[0]!.tested});
    return besidePaper(ours, PAPER[one.data][one.activation][one.start]);
  };
  return {
    title: `${data}: test images wrong, %, of networks of ${DEPTH} x ${units} (the paper in brackets)`,
    head: ['activation', ...STARTS],
    body: ACTIVATIONS.map((activation) => [
      activation,
      ...STARTS.map((start) => cell({data, activation, start})),
    ]),
  };
}

function singularValues(outcomes: Outcomes, args: ExperimentArgs): Table {
  return {
    title:
      `Mean singular value of the Jacobians of hidden layers 2 to ${DEPTH} at the start, of ${JACOBIAN_ROWS} images, ` +
      'seed 1: mean, least and largest of the layers (the paper, of tanh: standard about 0.5, Xavier about 0.8)',
    head: ['network', ...STARTS],
    body: DATA.flatMap((data) =>
      ACTIVATIONS.map((activation) => [
        `${data}, ${activation}`,
        ...STARTS.map((start) => {
          const layers = watchedOf(outcomes, {data, activation, start}, args).start;
          return range(layers.slice(1).map(({meanSingularValue}) => meanSingularValue!));
        }),
      ]),
    ),
  };
}

function depths(outcomes: Outcomes, args: ExperimentArgs): Table {
  const cases = DATA.flatMap((data) =>
    ACTIVATIONS.flatMap((activation) => PAPER_STARTS.map((start): Case => ({data, activation, start}))),
  );
  const rows = cases.map((one) => {
    const all = [...byDepth(outcomes, one, args), finals(outcomes, one, args)[0]!];
    const errors = all.map((settings) => {
      const {testError, tested} = outcomeOf(outcomes, settings)!.result!;
      return showInterval(meanAndInterval([testError], {tested}));
    });
    return [`${one.data}, ${one.activation}, ${one.start}`, ...errors];
  });
  return {
    title:
      'Test images wrong by the number of hidden layers, %, each at the rate of five, seed 1, with 95 % intervals over the images',
    head: ['network', '1', '2', '3', '4', '5'],
    body: rows,
  };
}

function chosenRates(outcomes: Outcomes, args: ExperimentArgs): Table {
  return {
    title: 'Rates that the validation images chose',
    head: ['network', ...STARTS],
    body: DATA.flatMap((data) =>
      ACTIVATIONS.map((activation) => [
        `${data}, ${activation}`,
        ...STARTS.map((start) => String(chosenRate(outcomes, {data, activation, start}, args))),
      ]),
    ),
  };
}
