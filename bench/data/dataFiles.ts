import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {PIXELS, type Images} from '../../datasets/Dataset.js';
import {idx} from '../../datasets/idx.js';
import type {PeerArgs} from '../peers/PeerArgs.js';
import {startPeer} from '../startPeer.js';
import {drawImages} from './drawImages.js';
import {standardize} from './standardize.js';

/** Images, the same standardised, or the probabilities of a first machine's hidden units. */
export type DataKind = 'images' | 'standardised' | 'features';

/** The data as files of float32 in a temporary folder, which goes when the process ends. */
export interface DataFiles {
  /** What the images are. */
  name: string;
  rows: number;
  /** The path of the classes, a byte each. */
  labels: string;
  /** Returns the path of a file, which is written when it is first asked for. */
  path(kind: DataKind): Promise<string>;
}

/** Options of {@link dataFiles}. */
interface DataFilesArgs {
  /** A folder with MNIST's files; where undefined, images are drawn. */
  folder: string | undefined;
  rows: number;
  /** How the first machine is trained. */
  training: Omit<PeerArgs, 'data' | 'labels' | 'features' | 'rows'>;
}

/** Prepares the data. */
export async function dataFiles({folder, rows, training}: DataFilesArgs): Promise<DataFiles> {
  const {name, pixels, labels} = await images(folder, rows, training.seed);
  const home = mkdtempSync(join(tmpdir(), 'tfjs-dbn-bench-'));
  process.once('exit', () => rmSync(home, {recursive: true, force: true}));
  const labelsPath = join(home, 'labels');
  writeFileSync(labelsPath, labels);

  const write: Record<DataKind, (path: string) => void | Promise<void>> = {
    images: (path) => writeFileSync(path, pixels),
    standardised: (path) => writeFileSync(path, standardize(pixels, PIXELS)),
    features: async (path) => {
      const data = await files.path('images');
      const args = {...training, data, labels: labelsPath, features: path, rows: files.rows};
      const peer = await startPeer('features.ts', args);
      if ('missing' in peer) throw new Error(`features.ts: ${peer.missing}`);
      await peer.run();
      await peer.quit();
    },
  };
  const written = new Map<DataKind, string>();
  const files: DataFiles = {
    name,
    rows: labels.length,
    labels: labelsPath,
    path: async (kind) => {
      const path = join(home, kind);
      if (!written.has(kind)) await write[kind](path);
      written.set(kind, path);
      return path;
    },
  };
  return files;
}

async function images(
  folder: string | undefined,
  rows: number,
  seed: number,
): Promise<Images & {name: string}> {
  if (folder === undefined) return {name: 'drawn images', ...drawImages(rows, seed)};
  const {name, train} = await idx(folder);
  return {
    name,
    pixels: train.pixels.subarray(0, rows * PIXELS),
    labels: train.labels.subarray(0, rows),
  };
}
