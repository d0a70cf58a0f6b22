import type {Comparison, Quality} from './compareEngines.js';
import {table} from './report.js';
import type {SETTINGS} from './tasks.js';

/** What was compared, and on what. */
export interface QualityReport {
  machine: string;
  /** Who ran the tensor engine's ops. */
  backend: string;
  versions: Record<string, string>;
  data: string;
  rows: number;
  heldOut: number;
  epochs: number;
  seeds: number;
  settings: typeof SETTINGS;
  comparisons: Comparison[];
}

const TITLES: Record<keyof Quality, string> = {
  reconstructionError: 'reconstruction error',
  heldOutFreeEnergy: 'free energy, held out',
  trainingFreeEnergy: 'free energy, trained on',
  freeEnergyGap: 'gap of the two',
};

const COLUMNS = [
  'task',
  'measure',
  'wasm engine',
  'tensor engine',
  'difference of the means',
  'within the spread',
  'largest difference at one seed',
];

const number = new Intl.NumberFormat('en');

/** Returns a report as markdown. */
export function qualityMarkdown(report: QualityReport): string {
  const {rows, heldOut, epochs, seeds, comparisons} = report;
  const {sizes, batchSize, momentum, weightDecay} = report.settings;
  const named = Object.entries(report.versions).map(([name, version]) => `${name} ${version}`);
  return [
    table(COLUMNS, comparisons.flatMap(lines)),
    `Mean ± standard deviation over ${seeds} seeds. The spread is the tensor engine's standard deviation. ` +
      'Reconstruction error of the last epoch, per pixel; free energies in nats, means over rows.',
    `${report.data}, ${number.format(rows)} rows trained on, ${number.format(heldOut)} held out; ` +
      `${sizes.join('-')}, ${epochs} epochs, batches of ${batchSize}, momentum ${momentum}, ` +
      `weight decay ${weightDecay}.`,
    `${report.machine}; tensor engine on ${report.backend}; ${named.join(', ')}.`,
  ].join('\n\n');
}

/** Returns a line for each measure. */
function lines({title, learningRate, wasm, tensor}: Comparison): string[][] {
  return Object.entries(TITLES).map(([key, measure], index) => {
    const ours = wasm.map((quality) => quality[key as keyof Quality]);
    const theirs = tensor.map((quality) => quality[key as keyof Quality]);
    const spread = standardDeviation(theirs);
    const difference = mean(ours) - mean(theirs);
    const differences = ours.map((value, seed) => Math.abs(value - theirs[seed]!));
    return [
      index === 0 ? `${title}, learning rate ${String(learningRate)}` : '',
      measure,
      meanAndSpread(ours),
      meanAndSpread(theirs),
      twoDigits(difference),
      Math.abs(difference) <= spread ? 'yes' : 'no',
      twoDigits(Math.max(...differences)),
    ];
  });
}

/** Returns a number as JavaScript writes it: the smallest ones with an exponent. */
function twoDigits(value: number): string {
  return String(Number(value.toPrecision(2)));
}

/** Two digits of the spread, and the mean as far as they go. */
function meanAndSpread(values: readonly number[]): string {
  const spread = standardDeviation(values);
  const digits = spread > 0 ? Math.max(0, 1 - Math.floor(Math.log10(spread))) : 6;
  return `${mean(values).toFixed(digits)} ± ${spread.toFixed(digits)}`;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Of the seeds that there could have been, estimated from those that there are. */
function standardDeviation(values: readonly number[]): number {
  const middle = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - middle) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1));
}
