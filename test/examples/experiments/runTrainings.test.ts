import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {Experiment, Settings} from '../../../examples/experiments/Experiment.js';
import {openJournal} from '../../../examples/experiments/journal.js';
import {runTrainings} from '../../../examples/experiments/runTrainings.js';
import type {Trainer} from '../../../examples/experiments/Trainer.js';

const args = {quick: true, seeds: 1};

/** Stacks 1 and 2, a network from each, and one more from the better of the two. */
const experiment: Experiment = {
  about: 'made up',
  plan(outcomes) {
    const networks = [1, 2].map((seed) => ({kind: 'network', seed}));
    const results = networks.map(
      ({seed}) =>
        outcomes.find(({settings}) => settings['kind'] === 'network' && settings['seed'] === seed)?.result,
    ) as (number | undefined)[];
    const isChosen = results.every((result) => result !== undefined);
    const last = {kind: 'last', seed: results[0]! < results[1]! ? 1 : 2};
    return [...networks, ...[1, 2].map((seed) => ({kind: 'stack', seed})), ...(isChosen ? [last] : [])];
  },
  needs: ({kind, seed}) => (kind === 'network' ? [{kind: 'stack', seed: seed as number}] : []),
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
        if (name === 'all') shown.push(`${String(done)} of ${String(all)}: ${words.replace(/,.*/, '')}`);
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

  async function run(trainers: readonly Trainer[]) {
    const journal = await openJournal(join(folder, 'outcomes.jsonl'), 'made up');
    return runTrainings({experiment, args, journal, trainers, bars});
  }

  it('makes each training once, behind what it needs, and what becomes wanted by their outcomes', async () => {
    const outcomes = await run([trainerOf('a'), trainerOf('b')]);
    expect(outcomes.map(({settings, result}) => [settings['kind'], settings['seed'], result])).toEqual([
      ['network', 1, 9],
      ['network', 2, 8],
      ['stack', 1, 9],
      ['stack', 2, 8],
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
    expect(shown[0]).toBe('0 of 8: 0 of 4 trainings');
    expect(shown.at(-1)).toBe('9 of 9: 5 of 5 trainings');
  });

  it('has what is side by side done by several at once', async () => {
    await run([trainerOf('a'), trainerOf('b')]);
    expect(events.slice(0, 2)).toEqual(['a begins stack 1', 'b begins stack 2']);
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
    const fails = ({kind, seed}: Settings): boolean => kind === 'stack' && seed === 1;
    const slow = trainerOf('b');
    await expect(run([trainerOf('a', fails), slow])).rejects.toThrow('stack 1 fails');
    expect(events).toEqual(['a begins stack 1', 'b begins stack 2', 'stack 2 came out', 'a ends', 'b ends']);
    const journal = await openJournal(join(folder, 'outcomes.jsonl'), 'made up');
    expect(journal.outcomes.map(({settings}) => settings)).toEqual([{kind: 'stack', seed: 2}]);
  });

  it('says what waits for a training that nobody wants', async () => {
    const journal = await openJournal(join(folder, 'outcomes.jsonl'), 'made up');
    const lacking: Experiment = {...experiment, plan: () => [{kind: 'network', seed: 1}]};
    await expect(
      runTrainings({experiment: lacking, args, journal, trainers: [trainerOf('a')], bars}),
    ).rejects.toThrow('experiment: network, seed 1 waits for what nobody wants.');
  });
});
