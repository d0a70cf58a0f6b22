import * as tf from '@tensorflow/tfjs';
import {heNormal, layerStatistics, xavierNormal} from 'tfjs-dbn';
import {PIXELS, type Images} from '../datasets/Dataset.js';
import {someOf} from '../datasets/someOf.js';
import {denseNetwork} from '../denseNetwork.js';
import {best} from './best.js';
import type {Experiment, ExperimentArgs, Outcome} from './Experiment.js';
import {lineChart} from './lineChart.js';
import {mnist} from './mnist.js';
import {percentWrong} from './percentWrong.js';
import {range} from './range.js';
import {toTensors} from '../toTensors.js';
import {trainClassifier} from './trainClassifier.js';
import {seedWords} from './seedWords.js';

/** How the weights of each start are drawn, and their variance. */
const INITIALIZERS = {
  He: {normal: heNormal, variance: (fanIn: number) => 2 / fanIn},
  Xavier: {normal: xavierNormal, variance: (fanIn: number, fanOut: number) => 2 / (fanIn + fanOut)},
};
const STARTS = ['He', 'Xavier'] as const;
const HIDDEN_LAYERS = 29;

/** Step sizes that each start is tried with. */
const RATES = [0.1, 0.03, 0.01, 0.003, 0.001];

/** Images that the variances are of, as many as Glorot & Bengio 2010 watch. */
const WATCHED = 300;

type Start = (typeof STARTS)[number];

interface He2015Settings extends Readonly<Record<string, string | number>> {
  start: Start;
  rate: number;
  seed: number;
}

interface He2015Result {
  /** Mean loss of each epoch, of each batch before the step. */
  losses: (number | null)[];
  /** Validation images wrong, in percent, with the weights of the best epoch. */
  validationError: number;
  /** At the start, a hidden layer: the mean square of its outputs. */
  forward: number[];
  /** At the start, a hidden layer: the mean square of dC/ds, of the cost of an image by what comes to a unit. */
  backward: number[];
  /** What the first should be by equation 7 and the second by equation 13 of He et al. 2015, given the input and the last layer. */
  theory: {forward: number[]; backward: number[]};
}

/**
 * He et al. 2015, "Delving deep into rectifiers", section 2.2: 30 rectifier layers do not learn from Xavier's start, and learn
 * from one that makes up for the half that rectifiers cut off. Theirs are convolutional, on ImageNet; these are dense, on MNIST.
 */
export const he2015: Experiment<He2015Settings, He2015Result> = {
  about: 'whether 30 rectifier layers learn depends on how their weights start',
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

  async train({start, rate, seed}, args) {
    const {width, epochs, rows} = sizes(args);
    const {train} = await mnist(args.data);
    const count = train.labels.length;
    const valid = someOf(train, count - Math.floor(count / 6), count);
    const widths = [PIXELS, ...Array<number>(HIDDEN_LAYERS).fill(width), 10];
    const model = denseNetwork(widths, {
      activation: 'relu',
      initializer: (layer) => INITIALIZERS[start].normal({seed: 1000 * seed + layer}),
    });
    const atStart = await variances(model, someOf(train, 0, WATCHED), {start, widths});
    const {losses} = await trainClassifier(
      model,
      {train: someOf(train, 0, rows), valid},
      {
        rate: () => rate,
        momentum: 0.9,
        batchSize: 100,
        epochs,
        seed,
        onEpochEnd: (epoch, words) => args.onProgress(epoch / epochs, words),
      },
    );
    const validationError = percentWrong(model, valid);
    model.dispose();
    return {losses, validationError, ...atStart};
  },

  async report(outcomes, args) {
    const {width, epochs, rows} = sizes(args);
    const runs = STARTS.map((start) => {
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
    const [he, xavier] = runs.map(({first}) => first.result.losses) as [(number | null)[], (number | null)[]];
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
            epochsUntilHalf(results),
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
            'Mean square of the outputs of each hidden layer: by Xavier each one halves it, by He it stays.',
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
        `A network that says that all classes are equally likely has a loss of ln 10 = ${START_LOSS.toFixed(4)}.`,
      ],
    };
  },
};

function sizes({quick, data}: ExperimentArgs): {width: number; epochs: number; rows: number} {
  if (quick) return {width: 64, epochs: 10, rows: 2000};
  return {width: 256, epochs: 10, rows: data === undefined ? 6000 : 20_000};
}

/** The loss of a network that says that all classes are equally likely, as all of them do at the start. */
const START_LOSS = Math.log(10);

function isHalf(loss: number | null): boolean {
  return loss !== null && loss < START_LOSS / 2;
}

/** In how many epochs the mean loss came under half of the one at the start, over the seeds. */
function epochsUntilHalf(results: readonly He2015Result[]): string {
  const epochs = results.map(({losses}) => losses.findIndex(isHalf) + 1);
  if (epochs.includes(0)) return `more than ${String(results[0]!.losses.length)}`;
  const [fewest, most] = [Math.min(...epochs), Math.max(...epochs)].map(String) as [string, string];
  return fewest === most ? fewest : `${fewest} to ${most}`;
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

/**
 * Measures what a network makes of its input before it learns, and works out what it should make of it: with weights of mean 0
 * and variance V, rectifiers and n units below, the mean square of a layer's outputs is n V / 2 of that below; with n units
 * above, that of the gradients is n V / 2 of that above.
 */
async function variances(
  model: tf.Sequential,
  images: Images,
  {start, widths}: {start: Start; widths: readonly number[]},
): Promise<Pick<He2015Result, 'forward' | 'backward' | 'theory'>> {
  const {x, y} = toTensors(images, {classes: 10});
  const statistics = await layerStatistics(model, x, y, {
    loss: tf.metrics.categoricalCrossentropy,
    jacobianRows: 0,
  });
  const input = tf.tidy(() => tf.mean(tf.square(x)).dataSync<'float32'>()[0]!);
  tf.dispose([x, y]);
  const weights = widths.slice(1).map((fanOut, layer) => {
    const fanIn = widths[layer]!;
    const variance = INITIALIZERS[start].variance(fanIn, fanOut);
    return {up: (fanIn * variance) / 2, down: (fanOut * variance) / 2};
  });
  const hidden = statistics.slice(0, -1);
  const forward = hidden.map(({activations: {mean, deviation}}) => mean ** 2 + deviation ** 2);
  const backward = hidden.map(({gradients: {mean, deviation}}) => mean ** 2 + deviation ** 2);
  const theory = {forward: [] as number[], backward: [backward.at(-1)!]};
  hidden.forEach((_, layer) => theory.forward.push(weights[layer]!.up * (theory.forward.at(-1) ?? input)));
  for (let layer = hidden.length - 1; layer > 0; --layer) {
    theory.backward.unshift(weights[layer]!.down * theory.backward[0]!);
  }
  return {forward, backward, theory};
}
