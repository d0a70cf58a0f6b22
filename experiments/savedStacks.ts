import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {DBN, fileSystem} from 'tfjs-dbn';
import type {Settings, TrainingArgs} from './Experiment.js';
import {keyOf} from './keyOf.js';

/** Leaves a stack for the trainings that need it. */
export async function saveStack(
  dbn: DBN,
  settings: Settings,
  args: Pick<TrainingArgs, 'folder'>,
): Promise<void> {
  await dbn.save(fileSystem(stackFolder(settings, args)));
}

/** Loads the stack that a training has left; it is the caller's. */
export function loadStack(settings: Settings, args: Pick<TrainingArgs, 'folder'>): Promise<DBN> {
  return DBN.load(fileSystem(stackFolder(settings, args)));
}

/** Whether a training has left a stack there. */
export function hasStack(settings: Settings, args: Pick<TrainingArgs, 'folder'>): boolean {
  return existsSync(join(stackFolder(settings, args), 'model.json'));
}

/** Where a training leaves a stack for those that need it. */
function stackFolder(settings: Settings, {folder}: Pick<TrainingArgs, 'folder'>): string {
  return join(folder, 'stacks', keyOf(settings).replace(/[^\w.-]+/g, '-'));
}
