import type {History} from '@tensorflow/tfjs-layers';
import type {Machine} from '../../energy/Machine.js';
import {scalingValues} from '../../energy/Scaling.js';
import {assembleRows} from '../data/states.js';
import {checkVisible} from '../data/checkVisible.js';
import {statisticsOfStates} from '../data/surveyDataset.js';
import type {Batches} from './Batches.js';
import {continuedFrom} from './continuedFrom.js';
import type {GivenValidation, TrainSettings} from './fitOptions.js';
import type {Stream} from './openStream.js';
import {train} from './train.js';
import type {Trainee} from './trainEpoch.js';
import {checkLabels, trainingRows, type Rows} from './trainingRows.js';

/**
 * Trains a machine on rows that come batch by batch; the first of them stand for all where a machine is watched.
 *
 * @param args - `validation`: rows that are not trained on, if there are any.
 */
export async function fitStream(
  trainee: Trainee,
  stream: Stream,
  {settings, validation}: {settings: TrainSettings; validation: Rows | undefined},
): Promise<History> {
  const {machine, caller} = trainee;
  const {sample, size, classCounts, classes} = stream.survey;
  const {initialEpoch, engine} = settings;
  const interrupted = continuedFrom(trainee, {rows: 0, batchSize: size, initialEpoch});
  const given = {training: {checked: sample, classes}, validation};
  const rows = await trainingRows(machine, given, {caller, engine: engine.type});
  const {training, newScaling} = rows;
  try {
    const counts = machine.numClasses === 0 ? new Float64Array(0) : classCounts;
    const scaling = newScaling ?? (await scalingValues(machine));
    return await train(trainee, {
      settings,
      interrupted,
      batches: streamBatches(machine, stream),
      // The first rows, with the statistics of all.
      training: {...training.checked, ...statisticsOfStates(sample, {scaling, classCounts: counts})},
      validation: rows.validation?.checked,
      newScaling,
      // Nobody has seen all of the rows that will come.
      isIncomplete: machine.data.kind.isIncomplete !== undefined,
    });
  } finally {
    rows.dispose();
  }
}

/** Checks the rows that a training on a data set is watched with, and their labels. */
export async function checkStreamValidation(
  given: GivenValidation | undefined,
  {
    machine,
    caller,
    engine,
  }: {machine: Pick<Machine, 'data' | 'numClasses'>; caller: string; engine: 'wasm' | 'tensor'},
): Promise<Rows | undefined> {
  if (given === undefined) return undefined;
  const where = `${caller}: validationData`;
  const checked = await checkVisible(given.x, {where, visible: machine.data, engine});
  const [rows] = checked.x.shape;
  return {
    checked,
    classes: await checkLabels(machine, given.labels, {where: `${caller}: labels of validationData`, rows}),
  };
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
