import {convex} from '../datasets/convex.js';
import {mnist} from '../datasets/mnist.js';
import {mnistBackImage} from '../datasets/mnistBackImage.js';
import {mnistBackRand} from '../datasets/mnistBackRand.js';
import {mnistBasic} from '../datasets/mnistBasic.js';
import {mnistRot} from '../datasets/mnistRot.js';
import {mnistRotBackImage} from '../datasets/mnistRotBackImage.js';
import {rectangles} from '../datasets/rectangles.js';
import {rectanglesImage} from '../datasets/rectanglesImage.js';
import {readTextures} from '../datasets/readTextures.js';
import type {Task, TaskArgs} from '../datasets/Task.js';
import type {ExperimentArgs} from './Experiment.js';

/** The tasks of the paper. */
export const TASKS = [
  'mnist-basic',
  'mnist-rot',
  'mnist-back-rand',
  'mnist-back-image',
  'mnist-rot-back-image',
  'rectangles',
  'rectangles-image',
  'convex',
] as const;

/** One of them. */
export type TaskName = (typeof TASKS)[number];

const MNIST_TASKS = {
  'mnist-basic': mnistBasic,
  'mnist-rot': mnistRot,
  'mnist-back-rand': mnistBackRand,
  'mnist-back-image': mnistBackImage,
  'mnist-rot-back-image': mnistRotBackImage,
};
const GENERATED_TASKS = {rectangles, 'rectangles-image': rectanglesImage, convex};

/** The digits of the npm package are too few for the paper's sizes. */
const FEWER = {train: 6000, valid: 1000, test: 3000};
const QUICK = {train: 2000, valid: 500, test: 1000};

/** The last task that was made: most trainings of a process are on the same one. */
let made: {key: string; task: Promise<Task>} | undefined;

/** Makes a task of the paper, by its sizes where there are enough digits, and keeps it for the next call. */
export function makeTask(name: TaskName, args: ExperimentArgs): Promise<Task> {
  const key = JSON.stringify([name, args.quick, args.data, args.images]);
  if (made?.key !== key) made = {key, task: make(name, args)};
  return made.task;
}

async function make(name: TaskName, {quick, data, images}: ExperimentArgs): Promise<Task> {
  const pictures = images === undefined ? {} : {textures: await readTextures(images)};
  const common = {seed: 1, ...pictures};
  if (isGenerated(name)) return GENERATED_TASKS[name]({...common, ...(quick && QUICK)});
  const sizes: Partial<TaskArgs> = quick ? QUICK : data === undefined ? FEWER : {};
  return MNIST_TASKS[name](await mnist(data), {...common, ...sizes});
}

function isGenerated(name: TaskName): name is keyof typeof GENERATED_TASKS {
  return name in GENERATED_TASKS;
}
