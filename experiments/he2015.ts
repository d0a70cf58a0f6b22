import {PIXELS} from '../datasets/Dataset.js';
import {best} from './best.js';
import type {Experiment, Outcome} from './Experiment.js';
import {epochWords, lateStart, meanLoss, perEpoch, START_LOSS, whereHalf} from './he2015Losses.js';
import {
  HIDDEN_LAYERS,
  sizes,
  STARTS,
  trainNetwork,
  type He2015Result,
  type He2015Settings,
  type Start,
} from './he2015Trainings.js';
import {outcomeOf} from './keyOf.js';
import {lineChart} from './lineChart.js';
import {range} from './range.js';
import {ofEachSeed, seedWords} from './seeds.js';

/** Step sizes that each start is tried with. */
const RATES = [0.1, 0.03, 0.01, 0.003, 0.001];

/**
 * He et al. 2015, section 2.2: a rectifier network of 30 layers does not learn from Xavier's start, and learns from one that makes up for
 * the half that rectifiers cut off. Theirs are convolutional, on ImageNet; these are dense, on MNIST.
 */
export const he2015: Experiment<He2015Settings, He2015Result> = {
  about: 'whether a rectifier network of 30 layers learns depends on how its weights start',
  papers: [
    {
      by: 'He, Zhang, Ren & Sun 2015',
      title: 'Delving deep into rectifiers: surpassing human-level performance on ImageNet classification',
      url: 'https://arxiv.org/abs/1502.01852',
    },
  ],
  recipe: 2,

  plan(outcomes, args) {
    const {epochs} = sizes(args);
    const finals = STARTS.flatMap((start) => {
      const found = chosen(outcomes, {start, epochs});
      return found === undefined ? [] : ofEachSeed(found.settings, args.seeds);
    });
    return [...STARTS.flatMap(tried), ...finals];
  },

  cost: () => 1,

  train: trainNetwork,

  async report(outcomes, args) {
    const {width, epochs, rows} = sizes(args);
    const runs = STARTS.map((start): Run => {
      const first = chosen(outcomes, {start, epochs})!;
      const finals = ofEachSeed(first.settings, args.seeds);
      const results = finals.map((settings) => outcomeOf(outcomes, settings)!.result);
      return {start, first, results};
    });
    const layers = (values: readonly number[]) => values.map((y, layer) => ({x: layer + 1, y}));
    const byLayer = (of: 'forward' | 'backward') =>
      runs.flatMap(({start, first: {result}}) => [
        {name: start, points: layers(result[of])},
        {name: start, isDashed: true, points: layers(result.theory[of])},
      ]);
    const [he, xavier] = runs as [Run, Run];
    const losses = runs.map(({start, first: {result}}) => ({
      name: start,
      points: result.losses.map((loss, place) => ({
        x: (place + 1) / perEpoch(result, epochs),
        y: loss ?? NaN,
      })),
    }));
    return {
      summary:
        `${HIDDEN_LAYERS + 1} dense layers, ${PIXELS}-${width} (${HIDDEN_LAYERS} times)-10, of rectifiers, on ` +
        `${rows} images; gradient descent in batches of 100, momentum 0.9, ${epochs} epochs. The paper shows the same ` +
        'of convolutional layers on ImageNet, in its figure 3: Xavier stalls, He learns.',
      tables: [
        {
          title: 'Loss and validation error by start, each at the rate that suits it best',
          head: [
            'start',
            'rate',
            'loss, first epoch',
            'loss, last epoch',
            'epochs until half of the loss at the start',
            'validation error at the best epoch, %',
            'the paper',
          ],
          body: runs.map(({start, first, results}) => [
            start,
            String(first.settings.rate),
            range(results.map((result) => meanLoss(result, {epoch: 1, epochs}))),
            range(results.map((result) => meanLoss(result, {epoch: epochs, epochs}))),
            epochWords(results, epochs),
            range(results.map((result) => result.validationError)),
            start === 'He' ? 'learns' : 'stalls',
          ]),
        },
      ],
      charts: [
        {
          title: 'Loss',
          caption: `Of the training images, seed 1, the mean of each tenth of an epoch. Whoever says that all classes are equally likely has ln 10 = ${START_LOSS.toFixed(2)}.`,
          svg: await lineChart(losses, {x: 'epoch', y: 'loss', legend: 'start'}),
        },
        {
          title: 'On the way up, at the start',
          caption:
            'Mean square of the outputs of each hidden layer: from Xavier each one but the first halves it; from He it stays the same in the mean over all starts, from which a single start, as here, strays.',
          svg: await lineChart(byLayer('forward'), {
            x: 'layer',
            y: 'mean square of outputs',
            isLog: true,
            legend: 'start',
          }),
        },
        {
          title: 'On the way down, at the start',
          caption:
            'Mean square of dC/ds, the gradient of the cost of an image by what comes to the units of a layer.',
          svg: await lineChart(byLayer('backward'), {
            x: 'layer',
            y: 'mean square of dC/ds',
            isLog: true,
            legend: 'start',
          }),
        },
      ],
      notes: [
        `Rates were chosen among ${RATES.join(', ')} by the loss of the last epoch at seed 1${args.seeds === 1 ? '' : `; ranges are over ${seedWords(args.seeds)}`}.`,
        whereHalf(he.results, xavier.results),
        ...lateStart(xavier.results, epochs),
        `A network that says that all classes are equally likely has a loss of ln 10 = ${START_LOSS.toFixed(4)}.`,
      ],
    };
  },
};

/** A start at the rate that suits it best. */
interface Run {
  start: Start;
  first: Outcome<He2015Settings, He2015Result>;
  /** Of each seed. */
  results: He2015Result[];
}

function tried(start: Start): He2015Settings[] {
  return RATES.map((rate) => ({start, rate, seed: 1}));
}

/** The rate with the least loss in the last epoch, with seed 1; undefined while not all have come out. */
function chosen(
  outcomes: readonly Outcome<He2015Settings, He2015Result>[],
  {start, epochs}: {start: Start; epochs: number},
): Outcome<He2015Settings, He2015Result> | undefined {
  const value = (result: He2015Result): number => meanLoss(result, {epoch: epochs, epochs});
  return best(outcomes, {settings: tried(start), value});
}
