import {readFileSync} from 'node:fs';
import type {Outcome, Settings} from '../../experiments/Experiment.js';
import type {Glorot2010Result} from '../../experiments/glorot2010Trainings.js';
import type {He2015Result} from '../../experiments/he2015Trainings.js';
import type {Hinton2006Result} from '../../experiments/hinton2006Trainings.js';
import type {Larochelle2007Result} from '../../experiments/larochelle2007Trainings.js';

/** What came out of an experiment's quick form, which was run before, by `.ci/run` for one. */
function outcomesOf(name: string): Outcome<Settings, unknown>[] {
  const [, ...lines] = readFileSync(`experiment-output/${name}-quick-digits/outcomes.jsonl`, 'utf8')
    .trim()
    .split('\n');
  return lines.map((line) => JSON.parse(line) as Outcome<Settings, unknown>);
}

/** The result of the one training with these settings. */
function resultOf<R>(outcomes: readonly {settings: object; result: R}[], wanted: object): R {
  const found = outcomes.filter(({settings}) =>
    Object.entries(wanted).every(([name, value]) => settings[name as keyof typeof settings] === value),
  );
  expect(found).toHaveLength(1);
  return found[0]!.result;
}

describe('quick forms show', () => {
  it('he2015: from He the loss comes under half of its start, where from Xavier it does at no rate', () => {
    const outcomes = outcomesOf('he2015') as Outcome<Settings, He2015Result>[];
    const least = (start: string): number =>
      Math.min(
        ...outcomes.flatMap(({settings, result}) =>
          settings['start'] === start ? result.losses.map((loss) => loss ?? Infinity) : [],
        ),
      );
    expect(least('He')).toBeLessThan(Math.log(10) / 2);
    expect(least('Xavier')).toBeGreaterThan(0.9 * Math.log(10));
  });

  it('hinton2006: a pre-trained network has fewer test images wrong than one from a random start', () => {
    const outcomes = outcomesOf('hinton2006') as Outcome<Settings, Hinton2006Result>[];
    const [pretrained, random] = ['pre-trained, drawn pixels', 'random, drawn pixels'].map((network) =>
      resultOf(outcomes, {network, images: 'all', seed: 1}),
    );
    expect(pretrained!.error).toBeLessThan(random!.error);
  });

  it('larochelle2007: on mnist-back-rand and rectangles three pre-trained layers have fewer test images wrong than one from a random start', () => {
    const outcomes = outcomesOf('larochelle2007') as Outcome<Settings, Larochelle2007Result>[];
    for (const task of ['mnist-back-rand', 'rectangles']) {
      const [deep, flat] = ['DBN-3', 'NNet'].map((model) => resultOf(outcomes, {task, model, seed: 1}));
      expect(deep!.testError).toBeLessThan(flat!.testError);
    }
  });

  it('glorot2010: the singular values of the layers at the start are about 0.8 from Xavier, 0.5 from the standard start, and it learns more from Xavier', () => {
    const outcomes = outcomesOf('glorot2010') as Outcome<Settings, Glorot2010Result>[];
    const [xavier, standard] = ['Xavier', 'standard'].map((start) =>
      resultOf(outcomes, {data: 'Shapeset-3x2', activation: 'tanh', depth: 5, seed: 1, start}),
    );
    const mean = ({watched}: Glorot2010Result): number => {
      const values = watched!.start.slice(1, 5).map(({meanSingularValue}) => meanSingularValue!);
      return values.reduce((sum, value) => sum + value) / values.length;
    };
    expect(Math.abs(mean(xavier!) - 0.8)).toBeLessThan(0.1);
    expect(Math.abs(mean(standard!) - 0.5)).toBeLessThan(0.05);
    expect(xavier!.testError).toBeLessThan(standard!.testError);
  });
});
