import {join} from 'node:path';
import type {Settings, TrainingArgs} from './Experiment.js';
import {keyOf} from './keyOf.js';

/** Where a training leaves a stack for those that need it. */
export function stackFolder(settings: Settings, {folder}: TrainingArgs): string {
  return join(folder, 'stacks', keyOf(settings).replace(/[^\w.-]+/g, '-'));
}
