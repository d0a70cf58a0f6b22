/** Times training against others who do the same, in turn, so that a noisy machine hurts all alike; see README.md. */
import {parseArgs} from 'node:util';
import {dataFiles} from './data/dataFiles.js';
import {machine, markdown, versions, type Report} from './report.js';
import {runTask, type TaskResult} from './runTask.js';
import {SETTINGS, TASKS} from './tasks.js';

const HELP = `npm run bench -- speed [options]

  --task NAME    a task, one of ${TASKS.map(({name}) => name).join(', ')}; may be given more than once; default all
  --data DIR     a folder with MNIST's four IDX files; default drawn images of the same size
  --rounds N     rounds that count; default 5, with --quick 1
  --quick        200 rows in place of 60,000: to see that everything runs
  --json         the same, and every single time, as JSON
  --help         this`;

const ROWS = 60_000;
const QUICK_ROWS = 200;

const {values: options} = parseArgs({
  options: {
    task: {type: 'string', multiple: true, default: TASKS.map(({name}) => name)},
    data: {type: 'string'},
    rounds: {type: 'string'},
    quick: {type: 'boolean', default: false},
    json: {type: 'boolean', default: false},
    help: {type: 'boolean', default: false},
  },
});

if (options.help) {
  console.log(HELP);
} else {
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
  const report = await measure();
  console.log(options.json ? JSON.stringify(report, null, 2) : markdown(report));
}

async function measure(): Promise<Report> {
  const rounds = Number(options.rounds ?? (options.quick ? 1 : 5));
  if (!Number.isInteger(rounds) || rounds < 1) {
    throw new RangeError(`speed: --rounds must be an integer >= 1, got ${String(options.rounds)}.`);
  }
  const unknown = options.task.find((name) => TASKS.every((task) => task.name !== name));
  if (unknown !== undefined) {
    const names = TASKS.map(({name}) => name).join(', ');
    throw new RangeError(`speed: --task must be one of ${names}, got ${unknown}.`);
  }

  const rows = options.quick ? QUICK_ROWS : ROWS;
  const data = await dataFiles({folder: options.data, rows, training: SETTINGS});
  const tasks: TaskResult[] = [];
  for (const task of TASKS.filter(({name}) => options.task.includes(name))) {
    tasks.push(await runTask(task, {data, rounds, onProgress: (what) => console.error(what)}));
  }
  return {
    machine: machine(),
    data: data.name,
    rows: data.rows,
    batchSize: SETTINGS.batchSize,
    rounds,
    versions: versions(tasks),
    tasks,
  };
}
