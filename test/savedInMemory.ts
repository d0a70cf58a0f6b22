import * as tf from '@tensorflow/tfjs';
import type {DBN, RBM} from 'tfjs-dbn';
import {checksum} from '../src/io/checksum.js';

/** Returns what a machine or a stack hands to an IOHandler. */
export async function artifactsOf(saved: RBM | DBN): Promise<tf.io.ModelArtifacts> {
  let artifacts!: tf.io.ModelArtifacts;
  await saved.save(
    tf.io.withSaveHandler((given) => {
      artifacts = given;
      return Promise.resolve({modelArtifactsInfo: {dateSaved: new Date(), modelTopologyType: 'JSON'}});
    }),
  );
  return artifacts;
}

/** Gives changed artifacts the checksum of what they hold, as somebody would who means harm. */
export async function seal({modelTopology, weightSpecs, weightData}: tf.io.ModelArtifacts): Promise<void> {
  const topology = modelTopology as Parameters<typeof checksum>[0] & {checksum: string};
  topology.checksum = await checksum(topology, {specs: weightSpecs, data: weightData as ArrayBuffer});
}

/** Returns the same as plain values, which can be compared. */
export async function savedOf(saved: RBM | DBN): Promise<{topology: unknown; values: number[]}> {
  const {modelTopology, weightData} = await artifactsOf(saved);
  return {topology: modelTopology, values: Array.from(new Float32Array(weightData as ArrayBuffer))};
}
