import type {History} from '@tensorflow/tfjs-layers';
import type {RBM} from '../../rbm/RBM.js';
import {callbackList, isStopped} from '../../rbm/training/callbackList.js';
import {checkNotAborted} from '../../rbm/training/checkNotAborted.js';
import type {FitArgs} from '../../rbm/training/FitArgs.js';
import {historyOf, historyValues} from '../../rbm/training/historyValues.js';
import type {Trainee} from '../../rbm/training/trainEpoch.js';
import type {PretrainCheckpoint, StackInterruption} from '../saving/checkpoint.js';
import type {PretrainArgs} from './pretrain.js';

/** A stack of machines, as its training sees it. */
export interface TrainableStack {
  /** The lowest first. */
  rbms: readonly RBM[];
  /** What a callback may set, to end the training of the stack. */
  stopTraining: boolean;
  /** What an interrupted training had done, until it goes on. */
  interrupted: StackInterruption | undefined;
  /** Saves the stack in the midst of its training. */
  saveCheckpoint: (state: PretrainCheckpoint) => Promise<void>;
}

/** What the machine of a layer is trained on. */
export interface LayerData {
  /** Trains it. */
  fit: (trainee: Trainee, args: FitArgs) => Promise<History>;
  /** Makes what the machine above is trained on, for which the caller no longer needs what this one was. */
  up: (rbm: RBM, layer: number) => Promise<LayerData>;
  /** Frees what was made for it. */
  dispose: () => void;
}

/**
 * Trains the machines of a stack, one after the other.
 *
 * @param data - What the lowest one is trained on; it is freed.
 * @param args - `settings`: those of each layer, all of them checked; `caller`: the function that the user called.
 * @returns One History a layer that was trained, or had been before an interruption.
 */
export async function trainLayers(
  stack: TrainableStack,
  data: LayerData,
  {
    settings,
    callbacks,
    caller,
  }: {settings: readonly FitArgs[]; callbacks: PretrainArgs['callbacks']; caller: string},
): Promise<History[]> {
  const {rbms} = stack;
  const call = callbackList(callbacks, {where: caller, model: stack, params: {}});
  const finished = finishedLayers(stack, settings[0]!.initialEpoch ?? 0);
  if (finished.isOver) stack.interrupted = undefined;
  stack.stopTraining = false;
  const histories = finished.histories.map(historyOf);
  let current = data;
  try {
    for (const [layer, rbm] of rbms.entries()) {
      if (finished.isOver) break;
      const {signal} = settings[layer]!;
      checkNotAborted(signal, caller);
      if (layer >= finished.histories.length) {
        await call('onLayerBegin', layer, {layer});
        if (isStopped(stack)) break;
        const isStartSaved = layer > finished.histories.length;
        const trained = trainee(stack, {layer, histories, isStartSaved, caller});
        histories.push(await current.fit(trained, settings[layer]!));
        await call('onLayerEnd', layer, {layer});
      }
      if (isStopped(stack) || layer === rbms.length - 1) break;
      checkNotAborted(signal, caller);
      const above = await current.up(rbm, layer);
      current.dispose();
      current = above;
    }
  } finally {
    current.dispose();
  }
  return histories;
}

/** Returns what an interrupted training had done, unless it is another one that is to come. */
function finishedLayers(
  stack: TrainableStack,
  initialEpoch: number,
): Pick<StackInterruption, 'histories' | 'isOver'> {
  const {interrupted, rbms} = stack;
  if (interrupted === undefined) return {histories: [], isOver: false};
  const isSame = rbms.every(({machine}, layer) => machine.parameters.weights === interrupted.of[layer]);
  const last = interrupted.histories[0]?.epoch.at(-1) ?? -1;
  const isLater = interrupted.isOver && initialEpoch > last;
  if (isSame && !isLater) return interrupted;
  stack.interrupted = undefined;
  for (const rbm of rbms) rbm.interrupted = undefined;
  return {histories: [], isOver: false};
}

/** Returns what the training of a layer has to know of it, and of the stack. */
function trainee(
  stack: TrainableStack,
  {
    layer,
    histories,
    isStartSaved,
    caller,
  }: {layer: number; histories: readonly History[]; isStartSaved: boolean; caller: string},
): Trainee {
  const rbm = stack.rbms[layer]!;
  return {
    machine: rbm.machine,
    model: rbm,
    caller,
    layer,
    isStartSaved,
    onStart() {
      stack.interrupted = undefined;
    },
    saveCheckpoint({to, position, best}) {
      const before = histories.map(historyValues);
      // A layer that is finished is one history more, and needs no position.
      const isTop = layer === stack.rbms.length - 1;
      const state = position.isOver
        ? {histories: [...before, position.history], position: undefined, best: undefined}
        : {histories: before, position, best};
      return stack.saveCheckpoint({to, ...state, isOver: position.isOver && (isTop || isStopped(stack))});
    },
  };
}
