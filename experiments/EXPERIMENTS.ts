import type {Experiment} from './Experiment.js';
import {glorot2010} from './glorot2010.js';
import {he2015} from './he2015.js';
import {hinton2006} from './hinton2006.js';
import {larochelle2007} from './larochelle2007.js';

/** What can be reproduced, by name. */
export const EXPERIMENTS: Record<string, Experiment> = {
  glorot2010,
  larochelle2007,
  hinton2006,
  he2015,
};
