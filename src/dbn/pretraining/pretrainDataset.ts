import type * as tf from '@tensorflow/tfjs-core';
import type {History} from '@tensorflow/tfjs-layers';
import {readOptions, type Settings} from '../../options.js';
import type {Machine} from '../../energy/Machine.js';
import type {Units} from '../../energy/Units.js';
import {EngineFailure, engineError} from '../../engine/Engine.js';
import {newTransformer, type TransformArgs, type Transformer} from '../../engine/transform.js';
import {checkVisible} from '../../rbm/data/checkVisible.js';
import type {DatasetArgs} from '../../rbm/data/Dataset.js';
import type {DataBatch} from '../../rbm/data/readDataset.js';
import {
  checkTraining,
  DATASET_LAYER,
  DECIDED_BY_DATASET,
  FIT_DATASET,
  withEngine,
} from '../../rbm/training/fitOptions.js';
import {hasToSeeAll, openStream, type Stream} from '../../rbm/training/openStream.js';
import type {Rows} from '../../rbm/training/trainingRows.js';
import {checkStreamValidation, fitStream} from '../../rbm/training/fitStream.js';
import {topOf} from '../stack/Stack.js';
import {featuresOf, onStates} from './featuresOf.js';
import {layerSettings} from './layerSettings.js';
import type {PretrainDatasetArgs} from './PretrainArgs.js';
import {trainLayers, type LayerData, type TrainableStack} from './trainLayers.js';

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
  const hasValidation = args.validationData !== undefined;
  const options = layerSettings<Settings<typeof FIT_DATASET>>(rbms, args, {
    caller,
    known: FIT_DATASET,
    ofLayer: DATASET_LAYER,
    related: DECIDED_BY_DATASET,
    read(own, {machine, layer, nameOf}) {
      const read = readOptions(FIT_DATASET, own, {where: nameOf, context: {machine, layer}});
      checkTraining(own, read, {caller, machine, nameOf, hasValidation});
      return read;
    },
  });
  const {machine} = rbms[0]!;
  const {numClasses} = topOf(stack);
  const {initialEpoch, verbose, signal, batchesPerEpoch, validationData} = options[0]!;
  const stream = await openStream(dataset, {
    visible: machine.data,
    numClasses,
    batchesPerEpoch,
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
    const settings = await Promise.all(
      options.map((own, layer) => {
        const sizes = {batchSize: size, largestBatch: size};
        return withEngine(own, {
          machine: rbms[layer]!.machine,
          ...sizes,
          where: `${caller}: layers[${layer}]`,
        });
      }),
    );
    const engine = settings[0]!.engine.type;
    const given = await checkStreamValidation(validationData, {
      machine: {data: machine.data, numClasses},
      caller,
      engine,
    });
    const layerData = (rows: Stream, validation: Rows | undefined): LayerData => ({
      fit: (trainee, layer) => fitStream(trainee, rows, {settings: settings[layer]!, validation}),
      async up(layer) {
        const {machine} = rbms[layer]!;
        const own = settings[layer]!;
        const visible = rbms[layer + 1]!.machine.data;
        const above = await streamAbove(machine, rows, {settings: own, visible, caller});
        transformers.push(above.transformer);
        let made: tf.Tensor2D | undefined;
        try {
          made = validation && (await featuresOf(machine, validation.checked.x, {settings: own, caller}));
          const where = `${caller}: validationData`;
          const {type: engine} = settings[layer + 1]!.engine;
          const checked = made && (await checkVisible(made, {where, visible, engine}));
          return layerData(above.stream, checked && {checked, classes: validation?.classes});
        } catch (error) {
          made?.dispose();
          above.stream.survey.sample.x.dispose();
          throw error;
        }
      },
      dispose() {
        rows.survey.sample.x.dispose();
        if (validation !== given) validation?.checked.x.dispose();
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
  {settings, visible, caller}: {settings: TransformArgs; visible: Units; caller: string},
): Promise<{stream: Stream; transformer: Transformer}> {
  let transformer: Transformer | undefined;
  let x: DataBatch['x'] | undefined;
  try {
    transformer = await onStates(machine, survey.sample.x, (states) =>
      newTransformer(machine, {...settings, sample: states}),
    );
    const {transform} = transformer;
    x = await onStates(machine, survey.sample.x, transform);
    const sample = await checkVisible(x, {where: caller, visible, engine: 'tensor'});
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
