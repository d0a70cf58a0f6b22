import * as tf from '@tensorflow/tfjs-core';
import type {History} from '@tensorflow/tfjs-layers';
import type {Machine} from '../../energy/Machine.js';
import {scalingValues} from '../../energy/Scaling.js';
import {chooseEngine} from '../../engine/newEngine.js';
import {assembleRows} from '../data/assembleRows.js';
import {statisticsOfStates} from '../data/surveyDataset.js';
import type {Batches} from './Batches.js';
import {checkContinued} from './checkContinued.js';
import {checkFitArgs} from './checkFitArgs.js';
import {engineArgs} from './engineArgs.js';
import {checkLogged} from './fit.js';
import type {FitArgs} from './FitArgs.js';
import type {Stream} from './openStream.js';
import {train} from './train.js';
import type {Trainee} from './trainEpoch.js';
import {trainingRows, type TrainingRows} from './trainingRows.js';

/**
 * Trains a machine on rows that come batch by batch; the first of them stand for all where a machine is watched.
 *
 * @param args - Options of `fit`, but for those that the stream decides.
 */
export async function fitStream(trainee: Trainee, stream: Stream, args: FitArgs): Promise<History> {
  const {machine, caller, model} = trainee;
  const settings = checkFitArgs(args, {where: caller, machine});
  checkLogged(args, settings, {caller});
  const {sample, size, classCounts} = stream.survey;
  const {initialEpoch} = settings;
  checkContinued(model, {where: caller, rows: 0, batchSize: size, initialEpoch});
  const wanted = engineArgs({...settings, batchSize: size}, size);
  const chosen = await chooseEngine(machine, wanted, {where: caller});
  const rows = await rowsOfSample(machine, stream, {args, caller, engine: chosen.engine});
  const {training, validation, newScaling} = rows;
  try {
    const counts = machine.numClasses === 0 ? new Float64Array(0) : classCounts;
    const scaling = newScaling ?? (await scalingValues(machine));
    return await train(trainee, {
      args,
      settings,
      engineArgs: chosen,
      batches: streamBatches(machine, stream),
      // The first rows, with the statistics of all.
      training: {...training.checked, ...statisticsOfStates(sample, {scaling, classCounts: counts})},
      validation: validation?.checked,
      newScaling,
      // Nobody has seen all of the rows that will come.
      isIncomplete: machine.data.kind.isIncomplete !== undefined,
    });
  } finally {
    rows.dispose();
  }
}

/** Makes states of the first rows, and of the validation data. */
async function rowsOfSample(
  machine: Machine,
  {survey: {sample, classes}}: Stream,
  {args, caller, engine}: {args: FitArgs; caller: string; engine: 'wasm' | 'tensor'},
): Promise<TrainingRows> {
  const labels = machine.numClasses > 0 && classes ? tf.tensor1d(classes, 'int32') : undefined;
  try {
    const own = {x: sample.x, checked: sample, caller, engine};
    return await trainingRows(machine, {...args, ...own, ...(labels && {labels})});
  } finally {
    labels?.dispose();
  }
}

/** Makes batches of states of those of a stream. */
function streamBatches(machine: Machine, {survey, batches}: Stream): Batches {
  let {count} = survey;
  return {
    size: survey.size,
    rows: undefined,
    get count() {
      return count;
    },
    async *epoch({epoch, first}) {
      let number = first;
      for await (const {x: data, classes, free} of batches({epoch, first})) {
        const x = await assembleRows(machine, data, {
          classes: machine.numClasses === 0 ? undefined : classes,
        }).catch((error: unknown) => {
          free();
          throw error;
        });
        const places = Int32Array.from({length: x.shape[0]}, (_, row) => row);
        number++;
        yield {
          x,
          places,
          free() {
            if (x !== data) x.dispose();
            free();
          },
        };
      }
      count = number;
    },
  };
}
