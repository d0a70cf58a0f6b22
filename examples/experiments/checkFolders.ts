import {readTextures} from '../datasets/readTextures.js';
import type {Experiment, ExperimentArgs} from './Experiment.js';
import {mnist} from './mnist.js';

/**
 * Reads the folders that an experiment is given, so that what is wrong with them shows before anything trains.
 *
 * @throws Error when one lacks what it is for, or is of no use.
 */
export async function checkFolders(
  name: string,
  {usesImages = false}: Experiment,
  {data, images}: ExperimentArgs,
): Promise<void> {
  if (images !== undefined && !usesImages)
    throw new Error(`--images must be left out: ${name} has no images to cut backgrounds from.`);
  const checks = [
    {
      option: '--data',
      of: 'MNIST’s four IDX files',
      read: async () => data !== undefined && (await mnist(data)),
    },
    {
      option: '--images',
      of: '.png or .jpg files',
      read: async () => images !== undefined && (await readTextures(images)),
    },
  ];
  for (const {option, of, read} of checks) {
    await read().catch((error: unknown) => {
      throw new Error(`${option} must be a folder with ${of}: ${(error as Error).message}`);
    });
  }
}
