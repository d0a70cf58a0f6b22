import * as tf from '@tensorflow/tfjs';
import {layerStatistics} from 'tfjs-dbn';
import type {Experiment, Outcome, Settings} from '../../experiments/Experiment.js';
import {EXPERIMENTS} from '../../experiments/EXPERIMENTS.js';
import {keyOf} from '../../experiments/keyOf.js';
import {runTrainings} from '../../experiments/runTrainings.js';
import {denseNetwork} from '../../examples/lib/denseNetwork.js';

// Which finds its package by import.meta, of which Jest knows nothing.
jest.mock('../../datasets/digits.js', () => ({
  digits: () => {
    const images = {pixels: new Float32Array(784), labels: new Uint8Array(1)};
    return {name: 'made up', train: images, test: images};
  },
}));

// An ES module draws, which Jest cannot load.
jest.mock('../../examples/lib/toSvg.js', () => ({toSvg: () => Promise.resolve('<svg></svg>')}));

const bars = {add: () => ({show: () => undefined}), stop: () => undefined};

/** Has all trainings come out that an experiment wants, with what is made up for each, and reports. */
async function play(
  experiment: Experiment,
  madeUp: (settings: Settings) => unknown,
  args = {quick: true, seeds: 2},
) {
  const come: Outcome<Settings, unknown>[] = [];
  const journal = {
    outcomes: come,
    append: (outcome: Outcome<Settings, unknown>) => Promise.resolve(void come.push(outcome)),
  };
  const trainer = {
    train(settings: Settings) {
      expect(experiment.cost(settings, args)).toBeGreaterThan(0);
      return Promise.resolve({result: madeUp(settings), seconds: 1});
    },
    end: () => undefined,
  };
  const outcomes = await runTrainings({
    experiment,
    args,
    journal,
    isThere: () => true,
    trainers: [trainer],
    bars,
  });
  expect(come).toHaveLength(outcomes.length);
  expect(new Set(come.map(({settings}) => keyOf(settings))).size).toBe(come.length);
  const report = await experiment.report(outcomes, args);
  for (const {svg} of report.charts) expect(svg).toMatch(/^<svg/);
  const texts = [report.summary, ...report.notes, ...report.tables.flatMap(({body}) => body.flat())];
  for (const text of texts) expect(text).not.toMatch(/NaN|undefined|null|\[object/);
  return {outcomes, report, settings: outcomes.map(({settings}) => settings)};
}

/** The error of a training, by its step size: the best of those that a pre-trained network is tried with is not the first one. */
const byRate: Record<string, number> = {
  1: 7,
  0.3: 6,
  0.1: 3,
  0.03: 2,
  0.01: 1,
  0.003: 5,
  0.001: 4,
  0.0003: 6,
};

describe('he2015', () => {
  const {he2015} = EXPERIMENTS as Record<'he2015', Experiment>;

  /** Losses of the ten epochs of the quick form, two of each: the first ones, and the last one for the rest. */
  const losses = (...first: (number | null)[]) =>
    Array.from({length: 20}, (_, place) => first[Math.min(place, first.length - 1)]!);

  it('goes on with the rate whose loss is the least at the end, and passes over losses that are none', async () => {
    const {report, settings} = await play(he2015, ({start, rate}) => ({
      losses:
        start === 'He'
          ? losses(2.3, 2.1, 1, rate === 0.1 ? null : byRate[String(rate)]! / 10)
          : losses(2.3, 2.28, 2.25, 2.2),
      validationError: 5,
      forward: [1, 1],
      backward: [1, 1],
      theory: {forward: [1, 1], backward: [1, 1]},
    }));
    expect(settings.filter(({seed}) => seed === 2)).toEqual([
      {start: 'He', rate: 0.01, seed: 2},
      {start: 'Xavier', rate: 0.1, seed: 2},
    ]);
    expect(report.tables[0]!.body.map((row) => row.slice(0, 6))).toEqual([
      ['He', '0.01', '2.20 (2.20 to 2.20)', '0.100 (0.100 to 0.100)', '1.5', '5.00 (5.00 to 5.00)'],
      ['Xavier', '0.1', '2.29 (2.29 to 2.29)', '2.20 (2.20 to 2.20)', 'more than 10', '5.00 (5.00 to 5.00)'],
    ]);
    expect(report.notes.join()).toContain(
      'it is 1.0000 (1.0000 to 1.0000) from He and 2.2500 (2.2500 to 2.2500) from Xavier',
    );
    expect(report.notes.join()).not.toContain('get going late');
  });

  it('says where Xavier stalls for a while only, and which seeds diverged', async () => {
    const {report} = await play(
      he2015,
      ({start, seed}) => ({
        losses:
          start === 'He'
            ? losses(2, seed === 3 ? 1 : 1.2, 0.5, seed === 2 ? null : 0.1)
            : losses(2.3, 2.2, seed === 3 ? 1.5 : 2.1, seed === 2 ? 1.5 : 0.9, seed === 1 ? 0.9 : 1.1),
        validationError: 5,
        forward: [1, 1],
        backward: [1, 1],
        theory: {forward: [1, 1], backward: [1, 1]},
      }),
      {quick: true, seeds: 3},
    );
    expect(report.tables[0]!.body[0]![3]).toBe('0.100 (0.100 to 0.100), 1 of 3 diverged');
    expect(report.tables[0]!.body[1]!.slice(2, 5)).toEqual([
      '2.25 (2.25 to 2.25)',
      '1.03 (0.900 to 1.10)',
      '2.0 to 2.5',
    ]);
    // Each seed where its own network from He is there: in its second part of the first epoch, or in the next one.
    expect(report.notes.join()).toContain(
      'it is 0.66667 (0.50000 to 1.0000) from He and 2.1333 (2.1000 to 2.2000) from Xavier',
    );
    expect(report.notes.join()).toContain(
      'get going late: half of the loss at the start is gone after 2.0 to 2.5 epochs.',
    );
  });
});

describe('hinton2006', () => {
  const {hinton2006} = EXPERIMENTS as Record<'hinton2006', Experiment>;

  it('trains on all images with the rate that validation images chose, and reports those networks alone', async () => {
    const {report, settings} = await play(hinton2006, ({kind, network, images, rate, epochs}) => {
      if (kind === 'stack') return undefined;
      if (kind === 'up-down')
        return {error: images === 'some' ? byRate[String(rate)]! : epochs === 4 ? 7 : 99};
      const isRandom = String(network).startsWith('random');
      const error = images === 'some' ? byRate[String(rate)]! : isRandom ? 7.5 : 7;
      return {error, ...(kind === 'network' && {errors: [9, error]})};
    });
    const finals = settings.filter(({images, kind}) => kind === 'network' && images === 'all');
    expect(finals.map(({network, rate, seed}) => [network, rate, seed])).toEqual([
      ['pre-trained', 0.1, 1],
      ['pre-trained', 0.1, 2],
      ['pre-trained, drawn pixels', 0.3, 1],
      ['pre-trained, drawn pixels', 0.3, 2],
      ['pre-trained, drawn pixels, dropout', 0.3, 1],
      ['pre-trained, drawn pixels, dropout', 0.3, 2],
      ['random', 0.01, 1],
      ['random', 0.01, 2],
      ['random, drawn pixels', 0.01, 1],
      ['random, drawn pixels', 0.01, 2],
    ]);
    const chain = settings.filter(({kind, hasLabels}) => kind === 'up-down' || hasLabels === true);
    const tries = chain.filter(({images}) => images === 'some');
    expect(tries.map(({kind, rate, epochs, of}) => [kind, rate, epochs, of])).toEqual([
      ['stack', undefined, undefined, undefined],
      ['up-down', 0.3, 2, 2],
      ['up-down', 0.1, 2, 2],
      ['up-down', 0.03, 2, 2],
    ]);
    const rest = chain.filter((one) => !tries.includes(one));
    expect(rest.map(({kind, rate, epochs, of}) => [kind, rate, epochs, of])).toEqual([
      ['stack', undefined, undefined, undefined],
      ['up-down', 0.03, 2, 4],
      ['up-down', 0.03, 4, 4],
    ]);
    const ours = report.tables[0]!.body.map((row) => row[3]);
    expect(ours.map((cell) => cell!.replace(/ ± .*/, ''))).toEqual([
      '7.00',
      '7.00',
      '7.00',
      '7.50',
      '7.50',
      '7.00',
    ]);
    // Of one test image: 1.96² (7 x 93 + 7.5 x 92.5) = 71.87².
    expect(report.notes[0]).toContain(
      'Pre-training gains 0.50 ± 71.87 points, and 0.50 ± 71.87 with drawn pixels. ',
    );
  });
});

describe('larochelle2007', () => {
  const {larochelle2007} = EXPERIMENTS as Record<'larochelle2007', Experiment>;

  it('chooses by validation images, and counts on how many tasks the deep stack is ahead', async () => {
    const {report, settings} = await play(larochelle2007, (settings) => {
      if (settings['kind'] === 'stack') return undefined;
      const {model, task, seed} = settings;
      const isAhead = model === 'DBN-3' && task !== 'convex';
      // Of 10,000 images two percent are known to a third of a percent.
      const isRival = task === 'mnist-rot' || (task === 'rectangles' && model === 'Xavier-3');
      const testError = (isAhead ? 2 : isRival ? 2.1 : 4) + 0.02 * (seed as number);
      return {validationError: 5, testError, tested: 10_000, bestEpoch: 3};
    });
    // DBN-1 and DBN-3 start from the same ones.
    const stacks = settings.filter(({kind}) => kind === 'stack');
    expect(stacks).toHaveLength(8 * 2);
    const sparse = stacks.filter(({pretraining}) => pretraining === 'sparse').map(({task}) => task);
    expect(new Set(sparse)).toEqual(new Set(['mnist-back-rand', 'mnist-back-image', 'mnist-rot-back-image']));
    expect(report.tables[0]!.body).toHaveLength(8);
    expect(report.notes[0]).toBe(
      'DBN-3 makes fewer mistakes than NNet on 7 of the 8 tasks, with intervals apart on 6, ' +
        'and than Xavier-3 on 7 of the 8 tasks, with intervals apart on 5.',
    );
    // Nothing is tried in the quick form.
    expect(report.notes.join()).not.toContain('Tried on each task');
    expect(report.tables[0]!.body[0]![3]).toMatch(/^2\.03 ± 0\.\d\d \(3\.11\)$/);
  });

  it('has no fewer settings for a network from a random start than for a stack, and goes on with the best', async () => {
    // That of Adam is another one.
    const bestRate = (model: unknown): number => (model === 'Xavier-3' ? 0.001 : 0.1);
    const {report, settings} = await play(
      larochelle2007,
      ({kind, model, rate, isDrawn, pretraining}) => {
        if (kind === 'stack') return undefined;
        const isBest = rate === bestRate(model) && isDrawn === false && pretraining !== 'plain';
        const validationError = isBest ? 1 : 2;
        return {validationError, testError: 5, tested: 10_000, bestEpoch: 3};
      },
      {quick: false, seeds: 2},
    );
    const networks = settings.filter(({kind}) => kind === 'network');
    const nameOf = ({task, model}: Settings): string => `${String(task)} ${String(model)}`;
    const cases = new Set(networks.map(nameOf));
    expect(cases.size).toBe(8 * 4);
    for (const one of cases) {
      const ofOne = networks.filter((settings) => nameOf(settings) === one);
      const {task, model} = ofOne[0]!;
      const isBlackAndWhite = task === 'rectangles' || task === 'convex';
      const rates = model === 'NNet' ? 5 : 4;
      expect(ofOne.filter(({seed}) => seed === 1)).toHaveLength(
        String(model).startsWith('DBN') ? 4 : isBlackAndWhite ? rates : 2 * rates,
      );
      const others = ofOne.filter(({seed}) => seed !== 1);
      expect(others.map(({seed, rate, isDrawn}) => [seed, rate, isDrawn])).toEqual([
        [2, bestRate(model), false],
      ]);
    }
    expect(report.notes[1]).toContain(
      'Tried on each task with seed 1: NNet at rates 0.01, 0.03, 0.1, 0.3, 1, Xavier-3 at 0.0003, 0.001, ',
    );
  });
});

describe('glorot2010', () => {
  const {glorot2010} = EXPERIMENTS as Record<'glorot2010', Experiment>;

  /** Statistics of a network of five hidden layers. */
  async function someLayers() {
    const model = denseNetwork([4, 3, 3, 3, 3, 3, 2], {
      activation: 'tanh',
      initializer: (layer) => tf.initializers.glorotUniform({seed: layer}),
    });
    const [x, y] = [tf.randomUniform([5, 4], -1, 1, 'float32', 1), tf.oneHot([0, 1, 0, 1, 0], 2)];
    const layers = await layerStatistics(model, x, y, {loss: tf.metrics.categoricalCrossentropy, bins: 3});
    tf.dispose([x, y]);
    model.dispose();
    return layers.slice(0, 5);
  }

  it('has each network at five layers, those of the paper at fewer, and a stack for each seed', async () => {
    const layers = await someLayers();
    const {report, settings} = await play(glorot2010, ({kind, depth, seed, start}) => {
      if (kind === 'stack') return undefined;
      const testError = 10 + (depth as number) + (start === 'Xavier' ? 1 : 0);
      const course = [0, 1].map((at) => ({
        at,
        layers: layers.map(({name, activations}) => ({name, ...activations})),
      }));
      const watched = {start: layers, course};
      return {
        curve: [1, 2].map((examples) => ({examples, validationError: 20, testError})),
        validationError: 20,
        testError,
        tested: 1000,
        ...(depth === 5 && seed === 1 && {watched}),
      };
    });
    expect(settings.filter(({kind}) => kind === 'stack')).toHaveLength(4);
    const [shapeset, mnist, singularValues, depths] = report.tables;
    expect(shapeset!.body.map((row) => row[2]!.replace(/ ± \d\.\d\d/, ''))).toEqual([
      '16.00',
      '16.00 (15.60)',
      '16.00 (16.06)',
    ]);
    expect(mnist!.body).toHaveLength(3);
    expect(singularValues!.body).toHaveLength(6);
    const means = depths!.body.map((row) => row.map((cell) => cell.replace(/ ± .*/, '')));
    expect(means).toHaveLength(12);
    expect(means[0]).toEqual([
      'Shapeset-3x2, sigmoid, standard',
      '11.00',
      '12.00',
      '13.00',
      '14.00',
      '15.00',
    ]);
    expect(means[7]).toEqual(['MNIST, sigmoid, Xavier', '12.00', '13.00', '14.00', '15.00', '16.00']);
  });

  it('tries each network at four rates, and goes on with the one with the fewest wrong validation images', async () => {
    const watched = {start: await someLayers(), course: []};
    const madeUp = ({kind, rate}: Settings) => {
      if (kind === 'stack') return undefined;
      const error = rate === 0.03 ? 10 : 20;
      return {curve: [], validationError: error, testError: error, tested: 1000, watched};
    };
    const {report, settings} = await play(glorot2010, madeUp, {quick: false, seeds: 2});
    const networks = settings.filter(({kind}) => kind === 'network');
    const tried = networks.filter(({seed, depth}) => seed === 1 && depth === 5);
    const others = networks.filter((one) => !tried.includes(one));
    expect(tried).toHaveLength(24 * 4);
    expect(others).toHaveLength(24 + 12 * 4);
    expect(others.every(({rate}) => rate === 0.03)).toBe(true);
    expect(report.tables[4]!.body).toEqual(
      Array(6).fill([expect.any(String), '0.03', '0.03', '0.03', '0.03']),
    );
  });
});
