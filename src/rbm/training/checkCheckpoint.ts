import type {io} from '@tensorflow/tfjs-core';
import {argumentError, checkArgs, checkInteger, show} from '../../check.js';
import {saveHandler} from '../../io/archive.js';

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

/**
 * Checks where a training saves itself.
 *
 * @param where - The function that the user called.
 * @throws TypeError, RangeError when an option is unknown, or has a wrong kind or value.
 */
export function checkCheckpoint(args: CheckpointArgs | undefined, where: string): Checkpoint | undefined {
  if (args === undefined) return undefined;
  const value: unknown = args;
  if (typeof value === 'string' || (typeof value === 'object' && value !== null && 'save' in value)) {
    const condition = 'an object of options, {to, every}';
    throw argumentError(TypeError, {
      where: `${where}: checkpoint`,
      condition,
      got: 'what belongs into its option to',
    });
  }
  checkArgs(args, {where: `${where}: checkpoint`, known: ['to', 'every']});
  const {to, every} = args;
  return {
    to: saveHandler(to, {where, argument: 'checkpoint.to'}),
    every:
      every === undefined ? undefined : checkInteger(every, {where: `${where}: checkpoint.every`, min: 1}),
  };
}

/** Checks what may stop a training: an AbortSignal, by its members, since pages and workers have classes of their own. */
export function checkSignal(signal: AbortSignal | undefined, where: string): AbortSignal | undefined {
  if (signal === undefined) return undefined;
  const {aborted} = Object(signal) as {aborted?: unknown};
  if (typeof aborted === 'boolean') return signal;
  throw argumentError(TypeError, {where: `${where}: signal`, condition: 'an AbortSignal', got: show(signal)});
}
