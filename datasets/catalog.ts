import {barsAndStripes, BARS_AND_STRIPES_CLASSES} from './barsAndStripes.js';
import {convex} from './convex.js';
import type {Dataset, Images} from './Dataset.js';
import {boxOf, countInk, meanGrey, overlapNote, spread} from './imageStatistics.js';
import {mnistBackImage} from './mnistBackImage.js';
import {mnistBackRand} from './mnistBackRand.js';
import {mnistBasic} from './mnistBasic.js';
import {mnistRot} from './mnistRot.js';
import {mnistRotBackImage} from './mnistRotBackImage.js';
import {rectangles} from './rectangles.js';
import {rectanglesImage} from './rectanglesImage.js';
import {shapeset, SHAPESET_CLASSES} from './shapeset.js';
import {takeImages} from './takeImages.js';
import {PARTS, type Task, type TaskSizes} from './Task.js';
import type {Texture} from './textures.js';

/** What the makers of all data sets are told. */
export interface MakeArgs {
  quick: boolean;
  seed: number;
  digits: () => Promise<Dataset>;
  /** Where patches are cut from, if not from generated ones. */
  textures?: readonly Texture[];
}

/** A data set, and what is worth saying of it. */
export interface Made {
  parts: readonly (readonly [name: string, images: Images])[];
  side: number;
  classes: readonly string[];
  /** @defaultValue [0, 1] */
  range?: [number, number];
  notes: string[];
  /** How many images are shown. */
  sheet?: {rows: number; columns: number; scale?: number};
}

interface Entry {
  about: string;
  make: (args: MakeArgs) => Made | Promise<Made>;
}

const QUICK: TaskSizes = {train: 800, valid: 100, test: 100};

/** All data sets, by the names that the papers call them. */
export const CATALOG: Record<string, Entry> = {
  rectangles: {
    about: 'is an outline wider than tall?',
    make: ({quick, seed}) => {
      const task = rectangles({seed, ...(quick && QUICK)});
      const boxes = rowsOf(task.train).map((row) => boxOf(row, task.side));
      return made(task, [
        `sides ${spread(boxes.flatMap(({width, height}) => [width, height]))} pixels, ` +
          `differences ${spread(boxes.map(({width, height}) => Math.abs(width - height)))}, ` +
          `areas ${spread(boxes.map(({width, height}) => width * height))}`,
      ]);
    },
  },
  'rectangles-image': {
    about: 'is a patch that lies on another one wider than tall?',
    make: ({quick, seed, textures}) => {
      const task = rectanglesImage({seed, ...(quick && QUICK), ...(textures && {textures})});
      return made(task, [meanGrey(task)]);
    },
  },
  convex: {
    about: 'is the white region convex?',
    make: ({quick, seed}) => {
      const task = convex({seed, ...(quick && QUICK)});
      return made(task, [`mean white pixels: ${countInk(task)}`]);
    },
  },
  'mnist-basic': digitTask('which digit is it?', mnistBasic),
  'mnist-rot': digitTask('which digit is it, whichever way it lies?', mnistRot),
  'mnist-back-rand': digitTask('which digit is it, before noise?', mnistBackRand),
  'mnist-back-image': digitTask('which digit is it, before a picture?', mnistBackImage),
  'mnist-rot-back-image': digitTask('which rotated digit is it, before a picture?', mnistRotBackImage),
  'shapeset-3x2': {
    about: 'which one or two objects are there?',
    make: ({quick, seed}) => {
      const images = takeImages(shapeset({seed}), quick ? 2000 : 50_000);
      return {
        parts: [['first', images]],
        side: 32,
        classes: SHAPESET_CLASSES,
        range: [-1, 1],
        notes: ['priors: 16.7 % each alone, 11.1 % two kinds, 5.6 % two of a kind', overlapNote(seed)],
        sheet: {rows: 9, columns: 10},
      };
    },
  },
  'bars-and-stripes': {
    about: 'is every column of one value, or every row?',
    make: () => {
      const side = 4;
      const images = barsAndStripes({side});
      const distinct = new Set(rowsOf(images).map(String)).size;
      return {
        parts: [['all', images]],
        side,
        classes: BARS_AND_STRIPES_CLASSES,
        notes: [`${distinct} distinct images`],
        sheet: {rows: 2, columns: 16, scale: 8},
      };
    },
  },
};

/** A task of digits, as large as the paper's, or in its proportions as large as there are digits for. */
function digitTask(about: string, make: typeof mnistBackImage): Entry {
  return {
    about,
    make: async ({quick, seed, digits, textures}) => {
      const dataset = await digits();
      const all = dataset.train.labels.length + dataset.test.labels.length;
      const share = Math.min(1, all / 62_000);
      const [train, valid, test] = [10_000, 2000, 50_000].map((size) => Math.floor(size * share));
      const sizes = quick ? QUICK : {train: train!, valid: valid!, test: test!};
      const task = make(dataset, {seed, ...sizes, ...(textures && {textures})});
      return made(task, [`from ${dataset.name}`, meanGrey(task)]);
    },
  };
}

function made(task: Task, notes: string[]): Made {
  const {side, classes} = task;
  return {parts: PARTS.map((part) => [part, task[part]] as const), side, classes, notes};
}

function rowsOf({pixels, labels}: Images): Float32Array[] {
  const size = pixels.length / labels.length;
  return Array.from(labels, (_, row) => pixels.subarray(row * size, (row + 1) * size));
}
