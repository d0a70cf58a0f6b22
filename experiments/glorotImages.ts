import type {Images} from '../datasets/Dataset.js';
import {imagesAt} from '../datasets/imagesAt.js';
import {mnist} from '../datasets/mnist.js';
import {randomNumbers} from '../datasets/randomNumbers.js';
import {shapeset, SHAPESET_CLASSES} from '../datasets/shapeset.js';
import {takeImages} from '../datasets/takeImages.js';
import type {ExperimentArgs} from './Experiment.js';
import {splitOffValidation} from './splitOffValidation.js';

/** What networks learn from. */
export type GlorotData = 'Shapeset-3x2' | 'MNIST';

/** Images to learn from, as many as are wanted, and others. */
interface GlorotImages {
  /** The next images to learn from; of a stream without end they are new ones. */
  next: (count: number) => Images;
  valid: Images;
  test: Images;
  classes: number;
  /** The smallest and the largest pixel. */
  range: readonly [number, number];
}

/** The seeds of the images that are not learned from: the same ones whatever the seed of the training. */
const [VALID_SEED, TEST_SEED] = [1_000_001, 1_000_002];

/** Images that are drawn together; a divisor of how many are taken at a time, or some would be lost. */
const BLOCK = 500;

/** Makes or reads the images of a task of Glorot & Bengio 2010. */
export async function glorotImages(
  data: GlorotData,
  {args, seed, tested}: {args: ExperimentArgs; seed: number; tested: number},
): Promise<GlorotImages> {
  if (data === 'Shapeset-3x2') {
    const learned = shapeset({seed, rows: BLOCK});
    return {
      next: (count) => takeImages(learned, count),
      valid: takeImages(shapeset({seed: VALID_SEED}), tested),
      test: takeImages(shapeset({seed: TEST_SEED}), tested),
      classes: SHAPESET_CLASSES.length,
      range: [-1, 1],
    };
  }
  const {train, test} = await mnist(args.data);
  const {learned, valid} = splitOffValidation(train);
  const {below} = randomNumbers(`${seed}, order of digits`);
  return {
    // Some of them more than once.
    next: (count) =>
      imagesAt(
        learned,
        Array.from({length: count}, () => below(learned.labels.length)),
      ),
    valid,
    test,
    classes: 10,
    range: [0, 1],
  };
}
