import type {History} from '@tensorflow/tfjs-layers';
import type {RBM} from '../../rbm/RBM.js';
import {callbackList, isStopped} from '../../rbm/training/callbackList.js';
import {checkNotAborted} from '../../rbm/state/checkNotAborted.js';
import type {TrainSettings} from '../../rbm/training/fitOptions.js';
import {historyOf, historyValues} from '../../rbm/saving/Position.js';
import type {Trainee} from '../../rbm/training/trainEpoch.js';
import type {PretrainCheckpoint, StackInterruption} from '../saving/checkpoint.js';
import type {PretrainOptions} from './PretrainArgs.js';

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
  /** Trains the machine of a layer. */
  fit: (trainee: Trainee, layer: number) => Promise<History>;
  /** Makes what the machine above a layer is trained on, for which the caller no longer needs what this one was. */
  up: (layer: number) => Promise<LayerData>;
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
  }: {settings: readonly TrainSettings[]; callbacks: PretrainOptions['callbacks']; caller: string},
): Promise<History[]> {
  const {rbms} = stack;
  const call = callbackList(callbacks, {where: caller, model: stack, params: {}});
  const finished = finishedLayers(stack, settings[0]!.initialEpoch);
  if (finished.isOver) stack.interrupted = undefined;
  const {isContinued} = finished;
  stack.stopTraining = false;
  const histories = finished.histories.map(historyOf);
  let current = data;
  try {
    for (const layer of rbms.keys()) {
      if (finished.isOver) break;
      const {signal} = settings[layer]!;
      checkNotAborted(signal, caller);
      if (layer >= finished.histories.length) {
        await call('onLayerBegin', layer, {layer});
        if (isStopped(stack)) break;
        const isStartSaved = layer > finished.histories.length;
        const trained = trainee(stack, {layer, histories, isStartSaved, isContinued, caller});
        histories.push(await current.fit(trained, layer));
        await call('onLayerEnd', layer, {layer});
      }
      if (isStopped(stack) || layer === rbms.length - 1) break;
      checkNotAborted(signal, caller);
      const above = await current.up(layer);
      current.dispose();
      current = above;
    }
  } finally {
    current.dispose();
  }
  return histories;
}

/** What had been done before a training that begins or goes on. */
interface Finished extends Pick<StackInterruption, 'histories' | 'isOver'> {
  /** Whether it goes on with one that was interrupted. */
  isContinued: boolean;
}

/** Returns what an interrupted training had done, unless it is another one that is to come. */
function finishedLayers({interrupted, rbms}: TrainableStack, initialEpoch: number): Finished {
  const nothing = {histories: [], isOver: false, isContinued: false};
  if (interrupted === undefined) return {...nothing, isContinued: true};
  const isSame = rbms.every(({machine}, layer) => machine.parameters.weights === interrupted.of[layer]);
  const last = interrupted.histories[0]?.epoch.at(-1) ?? -1;
  const isLater = interrupted.isOver && initialEpoch > last;
  return isSame && !isLater ? {...interrupted, isContinued: true} : nothing;
}

/** Returns what the training of a layer has to know of it, and of the stack. */
function trainee(
  stack: TrainableStack,
  {
    layer,
    histories,
    isStartSaved,
    isContinued,
    caller,
  }: {
    layer: number;
    histories: readonly History[];
    isStartSaved: boolean;
    isContinued: boolean;
    caller: string;
  },
): Trainee {
  const rbm = stack.rbms[layer]!;
  return {
    machine: rbm.machine,
    model: rbm,
    caller,
    layer,
    isStartSaved,
    interrupted: isContinued ? rbm.interrupted : undefined,
    onStart() {
      stack.interrupted = undefined;
      // A machine whose turn has not come may have stood in the midst of the other training.
      if (!isContinued) for (const other of stack.rbms) other.interrupted = undefined;
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
