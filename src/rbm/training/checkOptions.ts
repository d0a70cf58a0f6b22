import {argumentError, checkBoolean, checkInteger, checkNumber, checkOneOf, show} from '../../check.js';
import type {Machine} from '../../energy/Machine.js';
import type {Estimator, Objective, Reconstruction} from '../../engine/Engine.js';
import type {FitArgs} from './FitArgs.js';

// The options of `fit` whose values depend on the machine, or on each other. Each check returns the value; `where` names the
// function and the option.

/** How many temperatures there are unless a user says otherwise. */
const TEMPERATURES = 10;

/** Checks a count that may be left out. */
export function checkCount(value: unknown, where: string): number | undefined {
  return value === undefined ? undefined : checkInteger(value, {where, min: 1});
}

/** Checks how many persistent chains there are, where the estimator has any. */
export function checkChains(
  chains: unknown,
  {where, estimator}: {where: string; estimator: Estimator},
): number | undefined {
  if (chains === undefined || estimator !== 'cd') return checkCount(chains, where);
  const advice = "persistent chains need estimator: 'pcd', 'fpcd' or 'tempering'";
  throw argumentError(RangeError, {where, condition: 'left out', got: show(chains), advice});
}

/** Checks the mean that hidden units are drawn to, which only units with means in (0, 1) have. */
export function checkSparsityTarget(
  target: unknown,
  {where, machine}: {where: string; machine: Machine},
): number | undefined {
  if (target === undefined) return undefined;
  const {type, isBounded} = machine.hidden.kind;
  if (!isBounded) {
    throw argumentError(RangeError, {
      where,
      condition: `left out for ${type} hidden units`,
      got: show(target),
    });
  }
  const checked = checkNumber(target, {where});
  if (checked > 0 && checked < 1) return checked;
  throw argumentError(RangeError, {where, condition: 'a number > 0 and < 1', got: show(target)});
}

/** Checks a share that may be 0 and must leave something. */
export function checkShare(share: unknown, where: string): number {
  const checked = checkNumber(share, {where});
  if (checked >= 0 && checked < 1) return checked;
  throw argumentError(RangeError, {where, condition: 'a number >= 0 and < 1', got: show(share)});
}

/** Checks a number > 0. */
export function checkPositive(value: unknown, where: string): number {
  const checked = checkNumber(value, {where});
  if (checked > 0) return checked;
  throw argumentError(RangeError, {where, condition: 'a number > 0', got: show(value)});
}

/** Checks a share that may be everything and must not be 0. */
export function checkRate(rate: unknown, where: string): number {
  const checked = checkNumber(rate, {where});
  if (checked > 0 && checked <= 1) return checked;
  throw argumentError(RangeError, {where, condition: 'a number > 0 and <= 1', got: show(rate)});
}

/** Checks how the negative phase shows the visible units. */
export function checkReconstruction(
  reconstruction: Reconstruction,
  {where, estimator}: {where: string; estimator: Estimator},
): Reconstruction {
  const checked = checkOneOf(reconstruction, {where, options: ['sample', 'mean', 'meanField']});
  if (checked === 'sample' || estimator !== 'tempering') return checked;
  // Means have no distribution that temperatures could exchange them by.
  const condition = "'sample' with estimator: 'tempering'";
  throw argumentError(RangeError, {where, condition, got: show(reconstruction)});
}

/** Checks the share of hidden units that rows leave out, where rows can. */
export function checkDropout(
  dropout: unknown,
  {
    where,
    machine,
    estimator,
    objective,
  }: {where: string; machine: Machine; estimator: Estimator; objective: Objective},
): number {
  const share = checkShare(dropout, where);
  if (share === 0) return share;
  const {type, canBeLeftOut} = machine.hidden.kind;
  const refuse = (why: string): Error =>
    argumentError(RangeError, {where, condition: `0 ${why}`, got: show(dropout)});
  if (!canBeLeftOut) throw refuse(`for ${type} hidden units`);
  // A row's mask makes it a machine of its own: such do not exchange their states, and what is exact of all units has no mask.
  if (estimator === 'tempering') throw refuse("with estimator: 'tempering'");
  if (objective !== 'generative') throw refuse(`with objective: '${objective}'`);
  return share;
}

/** Checks what is maximised, which needs label units for all but one. */
export function checkObjective(
  objective: Objective,
  {where, machine}: {where: string; machine: Machine},
): Objective {
  const checked = checkOneOf(objective, {where, options: ['generative', 'discriminative', 'hybrid']});
  if (checked === 'generative' || machine.numClasses > 0) return checked;
  throw argumentError(RangeError, {
    where,
    condition: "'generative' for a machine without label units",
    got: show(objective),
    advice: 'make it with new RBM({classes: …})',
  });
}

/** Checks whether batches are to have their share of every class, which needs labels. */
export function checkBalance({balanceClasses, labels}: FitArgs, where: string): boolean | undefined {
  if (balanceClasses === undefined) return undefined;
  const checked = checkBoolean(balanceClasses, {where});
  if (!checked || labels !== undefined) return checked;
  throw argumentError(RangeError, {where, condition: 'false or left out without labels', got: 'true'});
}

/** Checks the temperatures of tempered chains, and returns the inverse ones. */
export function checkTemperatures(
  temperatures: unknown,
  {where, estimator}: {where: string; estimator: Estimator},
): readonly number[] {
  if (estimator !== 'tempering') {
    if (temperatures === undefined) return [1];
    const advice = "only estimator: 'tempering' has them";
    throw argumentError(RangeError, {where, condition: 'left out', got: show(temperatures), advice});
  }
  if (!Array.isArray(temperatures)) {
    const count = checkInteger(temperatures ?? TEMPERATURES, {where, min: 2});
    return Array.from({length: count}, (_, place) => place / (count - 1));
  }
  const inverse = temperatures as readonly unknown[];
  const isAscending = inverse.every(
    (value, place) =>
      checkNumber(value, {where: `${where}[${place}]`, min: 0, max: 1}) >
      (place === 0 ? -1 : (inverse[place - 1] as number)),
  );
  if (isAscending && inverse.length >= 2 && inverse.at(-1) === 1) return inverse as readonly number[];
  throw argumentError(RangeError, {
    where,
    condition: 'two or more inverse temperatures, ascending, the last one 1',
    got: show(temperatures),
  });
}

/** Options that do nothing without another one. */
const NEEDS: readonly {
  option: keyof FitArgs;
  isMet: (args: FitArgs) => boolean;
  needed: string;
}[] = [
  {option: 'fastLearningRate', isMet: ({estimator}) => estimator === 'fpcd', needed: "estimator: 'fpcd'"},
  {option: 'generativeWeight', isMet: ({objective}) => objective === 'hybrid', needed: "objective: 'hybrid'"},
  {option: 'centeringRate', isMet: ({centering}) => centering !== 'off', needed: 'centering'},
  {option: 'sparsityCost', isMet: (args) => args.sparsityTarget !== undefined, needed: 'sparsityTarget'},
  {option: 'sparsityDecay', isMet: (args) => args.sparsityTarget !== undefined, needed: 'sparsityTarget'},
  {option: 'validationLabels', isMet: (args) => args.validationData !== undefined, needed: 'validationData'},
];

/** Checks that no option is given that would do nothing. */
export function checkNeeds(args: FitArgs, where: string): void {
  const idle = NEEDS.find(({option, isMet}) => args[option] !== undefined && !isMet(args));
  if (idle !== undefined) {
    const condition = `left out without ${idle.needed}`;
    throw argumentError(RangeError, {
      where: `${where}: ${idle.option}`,
      condition,
      got: show(args[idle.option]),
    });
  }
  if (args.objective !== 'discriminative' || args.estimator === 'cd') return;
  // Its gradient is exact.
  const condition = "left out with objective: 'discriminative'";
  throw argumentError(RangeError, {where: `${where}: estimator`, condition, got: show(args.estimator)});
}
