import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {Experiment, Settings} from '../../experiments/Experiment.js';
import {openJournal} from '../../experiments/journal.js';
import {runTrainings} from '../../experiments/runTrainings.js';
import type {Trainer} from '../../experiments/Trainer.js';

const args = {quick: true, seeds: 1};

/** Two networks, each from a stack, whose second one goes on from the first, and one more network from the better of the two. */
const experiment: Experiment = {
  about: 'made up',
  papers: [],
  recipe: 1,
  plan(outcomes) {
    const networks = [1, 2].map((seed) => ({kind: 'network', seed}));
    const results = networks.map(
      ({seed}) =>
        outcomes.find(({settings}) => settings['kind'] === 'network' && settings['seed'] === seed)?.result,
    ) as (number | undefined)[];
    const isChosen = results.every((result) => result !== undefined);
    const last = {kind: 'last', seed: results[0]! < results[1]! ? 1 : 2};
    return [...networks, ...(isChosen ? [last] : [])];
  },
  needs: ({kind, seed}) => {
    if (kind === 'network') return {kind: 'stack', seed: seed as number};
    return kind === 'stack' && seed === 2 ? {kind: 'stack', seed: 1} : undefined;
  },
  cost: ({kind}) => (kind === 'stack' ? 3 : 1),
  train: () => Promise.resolve(undefined),
  report: () => Promise.resolve({summary: '', tables: [], charts: [], notes: []}),
};

describe('runTrainings', () => {
  let folder: string;
  /** What began, by whom, and what came out, in the order in which it did. */
  let events: string[];
  const shown: string[] = [];
  const bars = {
    add: (name: string) => ({
      show: (done: number, all: number, words: string) => {
        if (name === 'all') shown.push(`${done} of ${all}: ${words.replace(/,.*/, '')}`);
      },
    }),
    stop: () => undefined,
  };
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'run-'));
    events = [];
    shown.length = 0;
  });
  afterEach(() => rm(folder, {recursive: true}));

  function trainerOf(name: string, fails: (settings: Settings) => boolean = () => false): Trainer {
    return {
      async train(settings, onProgress) {
        const title = `${String(settings['kind'])} ${String(settings['seed'])}`;
        events.push(`${name} begins ${title}`);
        for (const share of [0.5, 1]) {
          await new Promise((resolve) => setTimeout(resolve, settings['kind'] === 'stack' ? 20 : 5));
          onProgress(share, 'on the way');
        }
        if (fails(settings)) throw new Error(`${title} fails`);
        events.push(`${title} came out`);
        return {result: 10 - (settings['seed'] as number), seconds: 1};
      },
      end: () => events.push(`${name} ends`),
    };
  }

  async function run(trainers: readonly Trainer[], isThere: (settings: Settings) => boolean = () => true) {
    const journal = await openJournal(join(folder, 'outcomes.jsonl'), 'made up');
    return runTrainings({experiment, args, journal, isThere, trainers, bars});
  }

  it('makes each training once, behind what it needs, and what becomes wanted by their outcomes', async () => {
    const outcomes = await run([trainerOf('a'), trainerOf('b')]);
    expect(outcomes.map(({settings, result}) => [settings['kind'], settings['seed'], result])).toEqual([
      ['stack', 1, 9],
      ['network', 1, 9],
      ['stack', 2, 8],
      ['network', 2, 8],
      ['last', 2, 8],
    ]);
    const begun = events.filter((event) => event.includes('begins')).map((event) => event.slice(9));
    expect([...begun].sort()).toEqual(['last 2', 'network 1', 'network 2', 'stack 1', 'stack 2']);
    for (const seed of ['1', '2']) {
      const [needed, needing] = [
        `stack ${seed} came out`,
        events.find((event) => event.endsWith(`begins network ${seed}`))!,
      ];
      expect(events.indexOf(needed)).toBeLessThan(events.indexOf(needing));
    }
    expect(begun.at(-1)).toBe('last 2');
    expect(events.slice(-2)).toEqual(['a ends', 'b ends']);
    const second = events.findIndex((event) => event.endsWith('begins stack 2'));
    expect(events.indexOf('stack 1 came out')).toBeLessThan(second);
    expect(shown[0]).toBe('0 of 8: 0 of 4 trainings');
    expect(shown.at(-1)).toBe('9 of 9: 5 of 5 trainings');
  });

  it('has what is side by side done by several at once', async () => {
    await run([trainerOf('a'), trainerOf('b')]);
    const first = events.indexOf('stack 1 came out');
    expect(events.slice(first + 1, first + 3)).toEqual(['a begins network 1', 'b begins stack 2']);
  });

  it('goes on where it was, and starts nobody where nothing is missing', async () => {
    await expect(run([trainerOf('a', ({kind, seed}) => kind === 'network' && seed === 2)])).rejects.toThrow(
      'network 2 fails',
    );
    const before = events.filter((event) => event.endsWith('came out'));
    expect(before).toEqual(['stack 1 came out', 'network 1 came out', 'stack 2 came out']);
    events = [];
    const outcomes = await run([trainerOf('a')]);
    expect(events).toEqual([
      'a begins network 2',
      'network 2 came out',
      'a begins last 2',
      'last 2 came out',
      'a ends',
    ]);
    expect(outcomes).toHaveLength(5);
    events = [];
    expect(await run([trainerOf('a')])).toEqual(outcomes);
    expect(events).toEqual(['a ends']);
  });

  it('lets what others are at come out when a training fails, and begins nothing more', async () => {
    const fails = ({kind, seed}: Settings): boolean => kind === 'network' && seed === 1;
    const slow = trainerOf('b');
    await expect(run([trainerOf('a', fails), slow])).rejects.toThrow('network 1 fails');
    expect(events).toEqual([
      'a begins stack 1',
      'stack 1 came out',
      'a begins network 1',
      'b begins stack 2',
      'stack 2 came out',
      'a ends',
      'b ends',
    ]);
    const journal = await openJournal(join(folder, 'outcomes.jsonl'), 'made up');
    expect(journal.outcomes.map(({settings}) => settings)).toEqual(
      [1, 2].map((seed) => ({kind: 'stack', seed})),
    );
  });

  it('makes again what a training waits for where that is gone, with all that it needs in turn', async () => {
    const fails = ({kind, seed}: Settings): boolean => kind === 'network' && seed === 2;
    await expect(run([trainerOf('a', fails)])).rejects.toThrow('network 2 fails');
    events = [];
    const outcomes = await run([trainerOf('a')], () => false);
    const begun = events.filter((event) => event.includes('begins'));
    expect(begun).toEqual(['stack 1', 'stack 2', 'network 2', 'last 2'].map((what) => `a begins ${what}`));
    expect(outcomes).toHaveLength(5);
    events = [];
    expect(await run([trainerOf('a')], () => false)).toEqual(outcomes);
    expect(events).toEqual(['a ends']);
  });

  it.each([
    ['nothing again where the nearest one is there', 1, ['network 2', 'last 2']],
    ['the nearest one alone where that is gone', 2, ['stack 2', 'network 2', 'last 2']],
  ])('makes %s', async (_, gone, expected) => {
    const fails = ({kind, seed}: Settings): boolean => kind === 'network' && seed === 2;
    await expect(run([trainerOf('a', fails)])).rejects.toThrow('network 2 fails');
    events = [];
    shown.length = 0;
    await run([trainerOf('a')], ({kind, seed}) => kind === 'stack' && seed !== gone);
    const begun = events.filter((event) => event.includes('begins'));
    expect(begun).toEqual(expected.map((what) => `a begins ${what}`));
    expect(shown[0]).toBe(gone === 1 ? '7 of 8: 3 of 4 trainings' : '4 of 8: 2 of 4 trainings');
  });

  it('makes nothing that only an ended training needed', async () => {
    const journal = await openJournal(join(folder, 'outcomes.jsonl'), 'made up');
    await journal.append({settings: {kind: 'network', seed: 2}, result: 8, seconds: 1});
    const outcomes = await run([trainerOf('a')]);
    expect(outcomes.map(({settings: {kind, seed}}) => [kind, seed])).toEqual([
      ['stack', 1],
      ['network', 1],
      ['network', 2],
      ['last', 2],
    ]);
  });
});
