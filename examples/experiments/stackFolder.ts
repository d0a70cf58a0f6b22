import {existsSync} from 'node:fs';
import {join} from 'node:path';
import type {Settings, TrainingArgs} from './Experiment.js';
import {keyOf} from './keyOf.js';

/** Where a training leaves a stack for those that need it. */
export function stackFolder(settings: Settings, {folder}: Pick<TrainingArgs, 'folder'>): string {
  return join(folder, 'stacks', keyOf(settings).replace(/[^\w.-]+/g, '-'));
}

/** Whether a training has left a stack there. */
export function hasStack(settings: Settings, args: Pick<TrainingArgs, 'folder'>): boolean {
  return existsSync(join(stackFolder(settings, args), 'model.json'));
}
