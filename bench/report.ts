import {cpus} from 'node:os';
import type {Result, TaskResult} from './runTask.js';

/** What was measured, and on what. */
export interface Report {
  machine: string;
  data: string;
  rows: number;
  batchSize: number;
  rounds: number;
  versions: Record<string, string>;
  tasks: TaskResult[];
}

const MEBIBYTE = 2 ** 20;
const MARKS = '¹²³⁴⁵⁶⁷⁸⁹';
const number = new Intl.NumberFormat('en', {maximumSignificantDigits: 3});

/** Returns the processor and how many cores may be used. */
export function machine(): string {
  const cores = cpus();
  return `${cores[0]!.model.trim()}, ${cores.length} cores`;
}

/** Returns the versions that the contestants told. */
export function versions(tasks: readonly TaskResult[]): Record<string, string> {
  const told = tasks.flatMap(({results}) => results.map(({version}) => version));
  return Object.assign({}, ...told) as Record<string, string>;
}

/** Returns a report as markdown. */
export function markdown(report: Report): string {
  const {tasks, rows, batchSize, rounds} = report;
  const columns = [...new Set(tasks.flatMap(({results}) => results.map(({who}) => who)))];
  const notes: string[] = [];
  const marks = (result: Result, isScaled: boolean) => {
    const share = isScaled ? `measured on ${number.format(result.rows)} rows` : undefined;
    return [result.note, share].flatMap((note) => (note === undefined ? [] : mark(note, notes))).join(' ');
  };
  const times = tasks.map(({title, unit, results}) => {
    const cells = columns.map((who) => {
      const result = results.find((candidate) => candidate.who === who);
      if (result === undefined) return '';
      const ratio = result === results[0] ? '' : ` (${number.format(result.ratio)}×)`;
      return `${number.format(result.median)}${ratio} ${marks(result, unit === 's' && result.rows < rows)}`;
    });
    return [`${title}, ${unit === 's' ? 's an epoch' : 'ms a step'}`, ...cells];
  });
  const memory = tasks
    .find(({name}) => name === 'cd1')
    ?.results.map((result) => [
      `${result.who} ${marks(result, result.rows < rows)}`,
      number.format(result.peakMemory / MEBIBYTE),
      number.format(result.dataBytes / MEBIBYTE),
    ]);
  const named = Object.entries(report.versions).map(([name, version]) => `${name} ${version}`);
  return [
    table(['task', ...columns], times),
    memory === undefined ? '' : table(['CD-1, 784-500', 'peak memory, MiB', 'its rows, MiB'], memory),
    notes.map((note, index) => `${MARKS[index]!} ${note}`).join('  \n'),
    `${report.data}, ${rows} rows, batches of ${batchSize}; medians of ${rounds} rounds; ` +
      'in brackets: times the first cell of the row.',
    `${report.machine}; ${named.join(', ')}.`,
    missing(tasks),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** Returns a footnote's mark, a new one unless the notes have it already. */
function mark(note: string, notes: string[]): string {
  if (!notes.includes(note)) notes.push(note);
  return MARKS[notes.indexOf(note)]!;
}

/** Returns a table as markdown. */
export function table(head: readonly string[], body: readonly (readonly string[])[]): string {
  const rows = [head, head.map(() => '---'), ...body];
  return rows.map((cells) => `| ${cells.map((cell) => cell.trim()).join(' | ')} |`).join('\n');
}

/** Names those who could not take part, once each. */
function missing(tasks: readonly TaskResult[]): string {
  const lines = tasks.flatMap((task) =>
    task.missing.map(({who, reason, install}) => `Missing: ${who} (${reason}); \`${install ?? ''}\`.`),
  );
  return [...new Set(lines)].join('  \n');
}
