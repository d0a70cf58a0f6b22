import type * as tf from '@tensorflow/tfjs-core';
import type {History} from '@tensorflow/tfjs-layers';
import {checkArgs} from '../../check.js';
import type {Machine} from '../../energy/Machine.js';
import {EngineFailure} from '../../engine/Engine.js';
import type {ChosenEngineArgs} from '../../engine/newEngine.js';
import {newTransformer, type Transformer} from '../../engine/transform.js';
import {checkVisible} from '../../rbm/data/checkVisible.js';
import type {DatasetArgs} from '../../rbm/data/Dataset.js';
import type {DataBatch} from '../../rbm/data/readDataset.js';
import {checkFitArgs} from '../../rbm/training/checkFitArgs.js';
import {checkBatches, hasToSeeAll, openStream, type Stream} from '../../rbm/training/openStream.js';
import {FIT_DATASET_OPTIONS, type FitDatasetArgs} from '../../rbm/training/FitDatasetArgs.js';
import {checkLabels} from '../../rbm/training/trainingRows.js';
import {fitStream} from '../../rbm/training/fitStream.js';
import {engineError} from '../../rbm/training/engineError.js';
import {checkLayerArgs} from './checkLayerArgs.js';
import {chooseEngines} from './chooseEngines.js';
import {featuresOf, onStates} from './featuresOf.js';
import type {LayerArgs, PretrainCallback} from './pretrain.js';
import {trainLayers, type LayerData, type TrainableStack} from './trainLayers.js';

/** Options of `pretrainDataset`: those of `fitDataset`, for every layer, and what is different in one of them. */
export interface PretrainDatasetArgs extends Omit<FitDatasetArgs, 'callbacks'> {
  /**
   * What is different in each layer, the lowest first; `{}` where nothing is. A list shorter than the stack leaves the
   * upper layers as they are.
   *
   * @defaultValue `[]`
   */
  layers?: readonly Pick<LayerArgs, keyof LayerArgs & keyof FitDatasetArgs>[];
  /** tfjs callbacks, called in every layer: their logs hold `layer`. They may have `onLayerBegin` and `onLayerEnd`. */
  callbacks?: PretrainCallback | readonly PretrainCallback[];
}

/**
 * Trains a stack of machines greedily on a data set, each on the mean activations of the one below, which are found batch by
 * batch, as they are needed.
 *
 * @returns One History a layer that was trained.
 */
export async function pretrainDataset(
  stack: TrainableStack,
  dataset: DatasetArgs,
  args: PretrainDatasetArgs,
): Promise<History[]> {
  const caller = 'pretrainDataset';
  const {rbms} = stack;
  checkArgs(args, {where: caller, known: [...FIT_DATASET_OPTIONS, 'layers']});
  const {batchesPerEpoch, ...common} = args;
  const known = FIT_DATASET_OPTIONS.filter((name) => name !== 'batchesPerEpoch');
  const settings = checkLayerArgs(rbms, common, {caller, known});
  const {machine} = rbms[0]!;
  const {initialEpoch, verbose, signal} = checkFitArgs(settings[0]!, {where: caller, machine});
  const stream = await openStream(dataset, {
    visible: machine.data,
    numClasses: Math.max(...rbms.map(({numClasses}) => numClasses)),
    batchesPerEpoch: checkBatches(batchesPerEpoch, caller),
    caller,
    epoch: initialEpoch,
    // Label units start from the shares of all rows, too.
    isWhole: hasToSeeAll(machine) || rbms.some((rbm) => rbm.numClasses > 0 && hasToSeeAll(rbm.machine)),
    signal,
    verbose,
  });
  const transformers: Transformer[] = [];
  try {
    const {size} = stream.survey;
    const sized = settings.map((own) => ({...own, batchSize: size}));
    const engines = await chooseEngines(rbms, {settings: sized, samples: size, caller});
    const validationArgs = {
      where: `${caller}: validationData`,
      visible: machine.data,
      engine: engines[0]!.engine,
    };
    const given = args.validationData && (await checkVisible(args.validationData, validationArgs)).x;
    for (const rbm of rbms) {
      if (given === undefined) break;
      const {validationLabels: labels} = args;
      await checkLabels(rbm.machine, labels, {name: 'validationLabels', rows: given, caller});
    }
    const layerData = (rows: Stream, validationData: tf.Tensor2D | undefined): LayerData => ({
      fit: (trainee, fitArgs) =>
        fitStream(trainee, rows, {...fitArgs, ...(validationData && {validationData})}),
      async up({machine}, layer) {
        const engine = engines[layer]!;
        const above = await streamAbove(machine, rows, {engine, visible: rbms[layer + 1]!.machine, caller});
        transformers.push(above.transformer);
        try {
          const validation = validationData && (await featuresOf(machine, validationData, {engine, caller}));
          return layerData(above.stream, validation);
        } catch (error) {
          above.stream.survey.sample.x.dispose();
          throw error;
        }
      },
      dispose() {
        rows.survey.sample.x.dispose();
        if (validationData !== given) validationData?.dispose();
      },
    });
    return await trainLayers(stack, layerData(stream, given), {settings, callbacks: args.callbacks, caller});
  } finally {
    // Also where what came before the layers has thrown.
    stream.survey.sample.x.dispose();
    for (const transformer of transformers) await transformer.dispose();
  }
}

/** Returns what a machine makes of a stream: batch by batch, with the parameters that it has now. */
async function streamAbove(
  machine: Machine,
  {survey, batches}: Stream,
  {engine, visible, caller}: {engine: ChosenEngineArgs; visible: Pick<Machine, 'data'>; caller: string},
): Promise<{stream: Stream; transformer: Transformer}> {
  let transformer: Transformer | undefined;
  let x: DataBatch['x'] | undefined;
  try {
    transformer = await onStates(machine, survey.sample.x, (states) =>
      newTransformer(machine, {...engine, sample: states}),
    );
    const {transform} = transformer;
    x = await onStates(machine, survey.sample.x, transform);
    const sample = await checkVisible(x, {where: caller, visible: visible.data, engine: 'tensor'});
    const stream: Stream = {
      survey: {...survey, sample},
      async *batches(place) {
        for await (const {x: data, classes, free} of batches(place)) {
          try {
            const features = await onStates(machine, data, transform);
            yield {x: features, classes, free: () => features.dispose()};
          } finally {
            free();
          }
        }
      },
    };
    return {stream, transformer};
  } catch (error) {
    x?.dispose();
    await transformer?.dispose();
    throw error instanceof EngineFailure ? engineError(error, caller) : error;
  }
}
