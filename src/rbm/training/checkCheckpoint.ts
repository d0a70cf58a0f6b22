import type {io} from '@tensorflow/tfjs-core';
import {argumentError, show} from '../../check.js';
import {saveHandler} from '../../io/archive.js';
import {group, integer, optional} from '../../options.js';

/** Where a training saves itself as it goes, and how often. */
export interface CheckpointArgs {
  /**
   * A tfjs IOHandler or a URL; in plain Node.js `fileSystem(folder)`, which is safe against a crash at any moment. A checkpoint
   * replaces the one before.
   */
  to: io.IOHandler | string;
  /**
   * Training steps from one checkpoint to the next, an integer >= 1.
   *
   * @defaultValue an epoch's; whatever it is, there is one more before the first step, and when the training of a machine ends
   */
  every?: number;
}

/** The same, checked. */
export interface Checkpoint {
  to: Required<Pick<io.IOHandler, 'save'>>;
  /** Undefined for one an epoch. */
  every: number | undefined;
}

/** Reads where a training saves itself. */
export function readCheckpoint(given: CheckpointArgs | undefined, where: string): Checkpoint {
  const value: unknown = given;
  if (typeof value === 'string' || (typeof value === 'object' && value !== null && 'save' in value)) {
    throw new TypeError(`${where} must be {to, every}; write checkpoint: {to: …}.`);
  }
  return checkpointOptions(given, where, undefined);
}

const checkpointOptions = group<CheckpointArgs>()({
  to(given, where) {
    const [caller, argument] = where.split(': ') as [string, string];
    return saveHandler(given!, {where: caller, argument});
  },
  every: optional(integer({min: 1})),
});

/** Reads what may stop a training: an AbortSignal, by its members, since pages and workers have classes of their own. */
export function readSignal(given: AbortSignal | undefined, where: string): AbortSignal {
  const {aborted} = Object(given) as {aborted?: unknown};
  if (typeof aborted === 'boolean') return given!;
  throw argumentError(TypeError, {where, condition: 'an AbortSignal', got: show(given)});
}
