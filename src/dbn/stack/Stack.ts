import * as tf from '@tensorflow/tfjs-core';
import type {Machine} from '../../energy/Machine.js';
import type {RBM} from '../../rbm/RBM.js';

/** A stack of machines as the functions here see it. */
export interface Stack {
  /** The lowest first. */
  readonly rbms: readonly RBM[];
  /** For each machine, what up-down has given it, if it has; owned by the stack, see {@link untiedOf}. */
  readonly untied: (Untied | undefined)[];
}

/**
 * A machine's own way down, untied from its weights, which are then those of the way up; the top machine, whose weights stay
 * those of both ways, has only velocities.
 */
export interface Untied {
  /** The weights that it goes with, which are the machine's: one that was given other ones is tied again. */
  readonly of: tf.Tensor2D;
  /** `[numHidden, numVisible]`: the kernel of the way down. */
  readonly generativeWeights?: tf.Tensor2D | undefined;
  /** `[numVisible]` */
  readonly generativeBias?: tf.Tensor1D | undefined;
  /** What momentum goes on from, by the name of the parameter. */
  readonly velocities?: Readonly<Record<string, tf.Tensor>> | undefined;
}

/** Returns what up-down has given a machine, unless it was trained by something else or given other weights since then. */
export function untiedOf({rbms, untied}: Stack, layer: number): Untied | undefined {
  const own = untied[layer];
  return own?.of === rbms[layer]!.machine.parameters.weights ? own : undefined;
}

/** Frees what up-down has given machines that have been tied again since then. */
export function freeRetied(stack: Stack): void {
  for (const [layer, own] of stack.untied.entries()) {
    if (own === undefined || untiedOf(stack, layer) === own) continue;
    freeUntied(own);
    stack.untied[layer] = undefined;
  }
}

/** Unties a machine, with tensors that the stack owns from now on; frees those that it had. */
export function untie({rbms, untied}: Stack, layer: number, own: Omit<Untied, 'of'>): void {
  const old = untied[layer];
  keepAll(own);
  untied[layer] = {...own, of: rbms[layer]!.machine.parameters.weights};
  if (old !== undefined) freeUntied(old);
}

/** Frees what a machine has of its own. */
export function freeUntied({generativeWeights, generativeBias, velocities}: Untied): void {
  tf.dispose([generativeWeights, generativeBias, velocities]);
}

/** Returns the machine on top, which is the one with label units if there are any. */
export function topOf({rbms}: Pick<Stack, 'rbms'>): Machine {
  return rbms.at(-1)!.machine;
}

function keepAll({generativeWeights, generativeBias, velocities = {}}: Omit<Untied, 'of'>): void {
  for (const tensor of [generativeWeights, generativeBias, ...Object.values(velocities)]) {
    if (tensor !== undefined) tf.keep(tensor);
  }
}
