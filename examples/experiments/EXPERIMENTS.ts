import type {Experiment} from './Experiment.js';
import {hinton2006} from './hinton2006.js';
import {larochelle2007} from './larochelle2007.js';

/** What can be reproduced, by name. */
export const EXPERIMENTS: Record<string, Experiment> = {
  larochelle2007,
  hinton2006,
};
