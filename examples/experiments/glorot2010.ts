import {plotHistograms, plotRecords, type LayerRecord} from 'tfjs-dbn';
import {best} from './best.js';
import type {Chart, Experiment, ExperimentArgs, Outcome} from './Experiment.js';
import {
  JACOBIAN_ROWS,
  sizes,
  stackOf,
  trainNetwork,
  trainStack,
  type Activation,
  type Glorot2010Result,
  type NetworkSettings,
  type StackSettings,
  type Start,
} from './glorot2010Trainings.js';
import type {GlorotData} from './glorotImages.js';
import {outcomeOf} from './keyOf.js';
import {lineChart} from './lineChart.js';
import {meanAndInterval, showInterval} from './meanAndInterval.js';
import {range} from './range.js';
import {seedWords} from './seedWords.js';

const DATA: readonly GlorotData[] = ['Shapeset-3x2', 'MNIST'];
const ACTIVATIONS: readonly Activation[] = ['sigmoid', 'tanh', 'softsign'];
const STARTS: readonly Start[] = ['standard', 'Xavier', 'He', 'RBM'];

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

const RATES = [0.3, 0.1, 0.03];
const DEPTH = 5;

/** Who always says what is commonest has so much of Shapeset-3x2 wrong, in percent. */
const CHANCE = 83.33;

type Settings = StackSettings | NetworkSettings;
type Result = Glorot2010Result | undefined;
type Outcomes = readonly Outcome<Settings, Result>[];

/** A row of the tables: which network, whatever its depth and step size. */
interface Case {
  data: GlorotData;
  activation: Activation;
  start: Start;
}

/**
 * Glorot & Bengio 2010, "Understanding the difficulty of training deep feedforward neural networks": what the start of the weights does
 * to networks of five hidden layers, by activation function, and what it does to their layers. He's start and RBMs are not in the paper.
 */
export const glorot2010: Experiment<Settings, Result> = {
  about: 'whether deep networks learn depends on how their weights start',
  recipe: 1,

  plan(outcomes, args) {
    const cases = DATA.flatMap((data) =>
      ACTIVATIONS.flatMap((activation) => STARTS.map((start) => ({data, activation, start}))),
    );
    return [
      ...cases.flatMap((one) => tried(one, args)),
      ...cases.flatMap((one) => [...finals(outcomes, one, args), ...byDepth(outcomes, one, args)]),
    ];
  },

  needs(settings) {
    const stack = settings.kind === 'network' ? stackOf(settings) : undefined;
    return stack === undefined ? [] : [stack];
  },

  // In images that go through a layer and back; a statistic, or an image of pre-training, takes part of that.
  cost(settings, args) {
    const {pretrainRows, pretrainEpochs} = sizes(args);
    if (settings.kind === 'stack') return (pretrainRows * pretrainEpochs * settings.depth) / 3;
    return settings.examples * (1 + settings.depth) * (settings.isWatched ? 1.1 : 1);
  },

  async train(settings, args) {
    if (settings.kind === 'network') return trainNetwork(settings, args);
    await trainStack(settings, args);
    return undefined;
  },

  async report(outcomes, args) {
    const {units, pretrainRows, pretrainEpochs} = sizes(args);
    const table = (data: GlorotData) => ({
      title: `${data}: test images wrong, %, of networks of ${String(DEPTH)} x ${String(units)} (the paper in brackets)`,
      head: ['activation', ...STARTS],
      body: ACTIVATIONS.map((activation) => [
        activation,
        ...STARTS.map((start) => {
          const found = finals(outcomes, {data, activation, start}, args).map(
            (settings) => outcomeOf(outcomes, settings)!.result!,
          );
          const errors = found.map(({testError}) => testError);
          const ours = showInterval(meanAndInterval(errors, {tested: found[0]!.tested}));
          const paper = PAPER[data][activation][start];
          return paper === undefined ? ours : `${ours} (${paper.toFixed(2)})`;
        }),
      ]),
    });
    const {short, long} = examplesOf(args);
    const rates = ratesOf(args);
    return {
      summary:
        `Networks of ${String(DEPTH)} hidden layers of ${String(units)} units, softmax above, plain gradient descent in batches of 10, biases 0, ` +
        `on ${String(long)} images of Shapeset-3x2, each seen once, and on as many drawn from MNIST. \`standard\` is U[-1/√n, 1/√n], \`Xavier\` the ` +
        "paper's normalized uniform start, `He` normal, `RBM` a stack that was pre-trained layer by layer.",
      tables: [...DATA.map(table), singularValues(outcomes, args), depths(outcomes, args)],
      charts: [...(await curves(outcomes, args)), ...layers(outcomes, args)],
      notes: [
        (rates.length === 1
          ? `The rate is ${rates.join()}; `
          : `Rates were chosen among ${rates.join(', ')} by validation images after ${String(short)} images; `) +
          `errors are means over the last fifth of a training, with 95 % intervals over the test images and ${seedWords(args.seeds)}. Networks of other depths have the rate of those with ${String(DEPTH)} layers.`,
        `Who always says what is commonest has ${String(CHANCE)} % of Shapeset-3x2 wrong. The paper trains for far longer. RBMs are pre-trained on the first ${String(pretrainRows)} of the images, ${String(pretrainEpochs)} times each.`,
        'RBMs have binary units: a unit of tanh starts as twice the probability less one, which is exact; one of softsign starts with the same weights.',
      ],
    };
  },
};

function examplesOf({quick}: ExperimentArgs): {short: number; long: number} {
  return quick ? {short: 4000, long: 10_000} : {short: 20_000, long: 100_000};
}

function ratesOf({quick}: ExperimentArgs): readonly number[] {
  return quick ? [0.1] : RATES;
}

/** Short trainings, where there is a choice of rates. */
function tried(one: Case, args: ExperimentArgs): NetworkSettings[] {
  const {short} = examplesOf(args);
  const rates = ratesOf(args);
  if (rates.length === 1) return [];
  return rates.map((rate) => ({
    kind: 'network',
    ...one,
    depth: DEPTH,
    rate,
    examples: short,
    isWatched: false,
    seed: 1,
  }));
}

/** The rate that did best in a short training; undefined while not all have come out. */
function chosenRate(outcomes: Outcomes, one: Case, args: ExperimentArgs): number | undefined {
  const [only, ...more] = ratesOf(args);
  if (more.length === 0) return only;
  const chosen = best<Settings, Result>(outcomes, {
    settings: tried(one, args),
    value: (result) => result!.validationError,
  });
  return (chosen?.settings as NetworkSettings | undefined)?.rate;
}

function finals(outcomes: Outcomes, one: Case, args: ExperimentArgs): NetworkSettings[] {
  const rate = chosenRate(outcomes, one, args);
  if (rate === undefined) return [];
  const {long: examples} = examplesOf(args);
  return Array.from({length: args.seeds}, (_, place) => {
    const isWatched = place === 0 && one.data === 'Shapeset-3x2';
    return {kind: 'network', ...one, depth: DEPTH, rate, examples, isWatched, seed: place + 1};
  });
}

/** The same on Shapeset-3x2 with fewer layers, for the starts of the paper. */
function byDepth(outcomes: Outcomes, one: Case, args: ExperimentArgs): NetworkSettings[] {
  const rate = chosenRate(outcomes, one, args);
  if (rate === undefined || one.data !== 'Shapeset-3x2' || !isOfPaper(one)) return [];
  const {long: examples} = examplesOf(args);
  return [1, 2, 3, 4].map((depth) => ({
    kind: 'network',
    ...one,
    depth,
    rate,
    examples,
    isWatched: false,
    seed: 1,
  }));
}

function isOfPaper({start}: {start: Start}): boolean {
  return start === 'standard' || start === 'Xavier';
}

/** What was watched of a network on Shapeset-3x2. */
function watched(outcomes: Outcomes, which: Omit<Case, 'data'>, args: ExperimentArgs): LayerRecord[] {
  const [first] = finals(outcomes, {data: 'Shapeset-3x2', ...which}, args);
  return outcomeOf(outcomes, first!)!.result!.watched!;
}

function singularValues(outcomes: Outcomes, args: ExperimentArgs) {
  return {
    title: `Mean singular value of the Jacobians of hidden layers 2 to 5 at the start, of ${String(JACOBIAN_ROWS)} images of Shapeset-3x2`,
    head: ['activation', ...STARTS],
    body: ACTIVATIONS.map((activation) => [
      activation,
      ...STARTS.map((start) => {
        const layers = watched(outcomes, {activation, start}, args)[0]!.layers.slice(1, DEPTH);
        return range(layers.map(({meanSingularValue}) => meanSingularValue!));
      }),
    ]),
  };
}

function depths(outcomes: Outcomes, args: ExperimentArgs) {
  const rows = ACTIVATIONS.flatMap((activation) =>
    STARTS.filter((start) => isOfPaper({start})).map((start) => {
      const one: Case = {data: 'Shapeset-3x2', activation, start};
      const all = [...byDepth(outcomes, one, args), finals(outcomes, one, args)[0]!];
      const errors = all.map((settings) => outcomeOf(outcomes, settings)!.result!.testError);
      return [`${activation}, ${start}`, ...errors.map((error) => error.toFixed(2))];
    }),
  );
  return {
    title: 'Shapeset-3x2: test images wrong by the number of hidden layers, %, seed 1',
    head: ['network', '1', '2', '3', '4', '5'],
    body: rows,
  };
}

/** Error curves, as in the paper's figures 11 and 12, and of the starts that it lacks. */
function curves(outcomes: Outcomes, args: ExperimentArgs): Promise<Chart[]> {
  const charts = DATA.flatMap((data) =>
    ACTIVATIONS.map(async (activation): Promise<Chart> => {
      const series = STARTS.map((start) => {
        const [first] = finals(outcomes, {data, activation, start}, args);
        const {curve} = outcomeOf(outcomes, first!)!.result!;
        return {name: start, points: curve.map(({examples, testError}) => ({x: examples, y: testError}))};
      });
      return {
        title: `${data}, ${activation}`,
        caption: `Test images wrong after so many images, with ${String(DEPTH)} hidden layers, seed 1.`,
        svg: await lineChart(series, {
          x: 'images seen',
          y: 'wrong, %',
          isLog: true,
          legend: 'start',
          height: 240,
        }),
      };
    }),
  );
  return Promise.all(charts);
}

/** What layers do at the start and over the training, as in the paper's figures 2, 3, 6 and 7. */
function layers(outcomes: Outcomes, args: ExperimentArgs): Chart[] {
  const histograms = (['activations', 'gradients'] as const).flatMap((of) =>
    (['standard', 'Xavier'] as const).map((start): Chart => {
      const title = `tanh, ${start}: ${of === 'activations' ? 'activations' : 'back-propagated gradients'} at the start`;
      const [atStart] = watched(outcomes, {activation: 'tanh', start}, args);
      return {
        title,
        caption: 'Of 300 test images of Shapeset-3x2, layer by layer.',
        svg: plotHistograms(atStart!.layers.slice(0, DEPTH), {of, title}),
      };
    }),
  );
  const records = ACTIVATIONS.map((activation): Chart => {
    const title = `${activation}, standard: activations over the training`;
    const points = watched(outcomes, {activation, start: 'standard'}, args);
    const shown = points.map((point) => ({...point, layers: point.layers.slice(0, DEPTH)}));
    return {
      title,
      caption:
        'Mean, standard deviation and 98th percentile of 300 test images of Shapeset-3x2, layer by layer.',
      svg: plotRecords(shown, {title}),
    };
  });
  return [...histograms, ...records];
}
