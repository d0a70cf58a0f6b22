import {SIDE} from '../datasets/Dataset.js';
import {idx} from '../datasets/idx.js';
import {randomNumbers} from '../datasets/randomNumbers.js';
import {readTextures} from '../datasets/readTextures.js';
import {texturePatches} from '../datasets/texturePatches.js';
import type {Experiment, ExperimentArgs} from './Experiment.js';

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
  if (images !== undefined && !usesImages) {
    throw new Error(`--images must be left out: ${name} has no images to cut backgrounds from.`);
  }
  if (data !== undefined) await idx(data);
  if (images === undefined) return;
  // Too small, or flat, they are no good, which shows when a patch is cut.
  texturePatches(await readTextures(images), {caller: images, side: SIDE, random: randomNumbers(1)})();
}
