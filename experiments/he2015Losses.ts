import type {He2015Result} from './he2015Trainings.js';
import {range} from './range.js';

/** The loss of a network that says that all classes are equally likely, as all of them do at the start. */
export const START_LOSS = Math.log(10);

function isHalf(loss: number | null): boolean {
  return loss !== null && loss < START_LOSS / 2;
}

/** How many losses there are of an epoch. */
export function perEpoch({losses}: He2015Result, epochs: number): number {
  return losses.length / epochs;
}

/** The mean loss of an epoch, counted from 1; NaN where the training diverged. */
export function meanLoss(result: He2015Result, {epoch, epochs}: {epoch: number; epochs: number}): number {
  const count = perEpoch(result, epochs);
  const losses = result.losses.slice((epoch - 1) * count, epoch * count);
  return losses.reduce<number>((sum, loss) => sum + (loss ?? NaN), 0) / count;
}

/** Where the loss is under half of the one at the start for the first time, of each seed; undefined where one never gets there. */
function placesOfHalf(results: readonly He2015Result[]): number[] | undefined {
  const places = results.map(({losses}) => losses.findIndex(isHalf));
  return places.includes(-1) ? undefined : places;
}

/** After how many epochs the loss is under half of the one at the start, in words: `'6.1 to 7.4'`. */
export function epochWords(results: readonly He2015Result[], epochs: number): string {
  const places = placesOfHalf(results);
  if (places === undefined) return `more than ${epochs}`;
  const ends = [Math.min(...places), Math.max(...places)].map((place) =>
    ((place + 1) / perEpoch(results[0]!, epochs)).toFixed(1),
  );
  return [...new Set(ends)].join(' to ');
}

/** Says what the losses from both starts are where the one from He is under half of the one at the start for the first time, by seed. */
export function whereHalf(he: readonly He2015Result[], xavier: readonly He2015Result[]): string {
  const places = placesOfHalf(he);
  if (places === undefined)
    return 'The loss from He does not get under half of the one at the start with each seed.';
  const at = (results: readonly He2015Result[]): string =>
    range(
      results.map(({losses}, seed) => losses[places[seed]!] ?? NaN),
      {digits: 5},
    );
  return `When the loss from He is under half of the one at the start for the first time, it is ${at(he)} from He and ${at(xavier)} from Xavier.`;
}

/** Says that Xavier's networks stall for a while only, where they do. */
export function lateStart(results: readonly He2015Result[], epochs: number): string[] {
  if (placesOfHalf(results) === undefined) return [];
  return [
    `From Xavier, the paper’s network stalls for good, and these get going late: half of the loss at the start is gone after ${epochWords(results, epochs)} epochs.`,
  ];
}
