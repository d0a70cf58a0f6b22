import {PIXELS} from '../datasets/Dataset.js';
import {best} from './best.js';
import type {Experiment, Outcome} from './Experiment.js';
import {
  HIDDEN_LAYERS,
  sizes,
  STARTS,
  trainNetwork,
  type He2015Result,
  type He2015Settings,
  type Start,
} from './he2015Trainings.js';
import {lineChart} from './lineChart.js';
import {range} from './range.js';
import {seedWords} from './seedWords.js';

/** Step sizes that each start is tried with. */
const RATES = [0.1, 0.03, 0.01, 0.003, 0.001];

/**
 * He et al. 2015, section 2.2: a rectifier network of 30 layers does not learn from Xavier's start, and learns from one that makes up for the half
 * that rectifiers cut off. Theirs are convolutional, on ImageNet; these are dense, on MNIST.
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
  recipe: 1,

  plan(outcomes, {seeds}) {
    const more = STARTS.flatMap((start) => {
      const rate = chosen(outcomes, start)?.settings.rate;
      if (rate === undefined) return [];
      return Array.from({length: seeds - 1}, (_, place) => ({start, rate, seed: place + 2}));
    });
    return [...STARTS.flatMap(tried), ...more];
  },

  cost: () => 1,

  train: trainNetwork,

  async report(outcomes, args) {
    const {width, epochs, rows} = sizes(args);
    const runs = STARTS.map((start): Run => {
      const first = chosen(outcomes, start)!;
      const all = outcomes.filter(
        ({settings}) => settings.start === start && settings.rate === first.settings.rate,
      );
      return {start, first, results: all.map(({result}) => result)};
    });
    const layers = (values: readonly number[]) => values.map((y, layer) => ({x: layer + 1, y}));
    const byLayer = (of: 'forward' | 'backward') =>
      runs.flatMap(({start, first: {result}}) => [
        {name: start, points: layers(result[of])},
        {name: start, isDashed: true, points: layers(result.theory[of])},
      ]);
    const [heRun, xavierRun] = runs as [Run, Run];
    const [he, xavier] = [heRun.first.result.losses, xavierRun.first.result.losses];
    const learned = he.findIndex(isHalf);
    const losses = runs.map(({start, first: {result}}) => ({
      name: start,
      points: result.losses.map((loss, epoch) => ({x: epoch + 1, y: loss ?? NaN})),
    }));
    return {
      summary:
        `${String(HIDDEN_LAYERS + 1)} dense layers, ${String(PIXELS)}-${String(width)} (${String(HIDDEN_LAYERS)} times)-10, of rectifiers, on ` +
        `${String(rows)} images; gradient descent in batches of 100, momentum 0.9, ${String(epochs)} epochs. The paper shows the same ` +
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
            range(results.map((result) => result.losses[0] ?? NaN)),
            range(results.map((result) => result.losses.at(-1) ?? NaN)),
            epochWords(results),
            range(results.map((result) => result.validationError)),
            start === 'He' ? 'learns' : 'stalls',
          ]),
        },
      ],
      charts: [
        {
          title: 'Loss',
          caption: `Of the training images, seed 1. Whoever says that all classes are equally likely has ln 10 = ${START_LOSS.toFixed(2)}.`,
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
        `Rates were chosen among ${RATES.join(', ')} by the loss of the last epoch at seed 1; ranges are over ${seedWords(args.seeds)}.`,
        learned < 0
          ? 'The mean loss from He is never under half of the one at the start with seed 1.'
          : `In epoch ${String(learned + 1)} of seed 1, in which the mean loss from He is under half of the one at the start for the first time, it is ` +
            `${he[learned]!.toFixed(4)} from He and ${xavier[learned]?.toFixed(4) ?? 'none'} from Xavier.`,
        ...lateStart(xavierRun.results),
        `A network that says that all classes are equally likely has a loss of ln 10 = ${START_LOSS.toFixed(4)}.`,
      ],
    };
  },
};

/** The loss of a network that says that all classes are equally likely, as all of them do at the start. */
const START_LOSS = Math.log(10);

/** A start at the rate that suits it best. */
interface Run {
  start: Start;
  first: Outcome<He2015Settings, He2015Result>;
  /** Over the seeds. */
  results: He2015Result[];
}

function isHalf(loss: number | null): boolean {
  return loss !== null && loss < START_LOSS / 2;
}

/** After how many epochs the mean loss is under half of the one at the start, of each seed; undefined where one never gets there. */
function epochsUntilHalf(results: readonly He2015Result[]): number[] | undefined {
  const epochs = results.map(({losses}) => losses.findIndex(isHalf) + 1);
  return epochs.includes(0) ? undefined : epochs;
}

/** The same in words: `'8 to 10'`. */
function epochWords(results: readonly He2015Result[]): string {
  const epochs = epochsUntilHalf(results);
  if (epochs === undefined) return `more than ${String(results[0]!.losses.length)}`;
  const [fewest, most] = [Math.min(...epochs), Math.max(...epochs)].map(String) as [string, string];
  return fewest === most ? fewest : `${fewest} to ${most}`;
}

/** Says that Xavier's networks stall for a while only, where they do. */
function lateStart(results: readonly He2015Result[]): string[] {
  if (epochsUntilHalf(results) === undefined) return [];
  return [
    `From Xavier, the paper’s network stalls for good, and these get going late: half of the loss at the start is gone after ${epochWords(results)} epochs.`,
  ];
}

function tried(start: Start): He2015Settings[] {
  return RATES.map((rate) => ({start, rate, seed: 1}));
}

function chosen(
  outcomes: readonly Outcome<He2015Settings, He2015Result>[],
  start: Start,
): Outcome<He2015Settings, He2015Result> | undefined {
  return best(outcomes, {settings: tried(start), value: ({losses}) => losses.at(-1) ?? null});
}
