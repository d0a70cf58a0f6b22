import * as tf from '@tensorflow/tfjs';
import type {DBN, RBM} from 'tfjs-dbn';
import {VERSION, VERSIONS, type Content} from '../src/io/versions.js';

/** An IOHandler that keeps all that was saved through it, as files would: by way of JSON, but for the weights. */
export function memoryHandler(): tf.io.IOHandler & {saved: tf.io.ModelArtifacts[]} {
  const saved: tf.io.ModelArtifacts[] = [];
  return {
    saved,
    save({weightData, ...rest}) {
      const copy = JSON.parse(JSON.stringify(rest)) as tf.io.ModelArtifacts;
      saved.push({...copy, weightData: (weightData as ArrayBuffer).slice(0)});
      return Promise.resolve({modelArtifactsInfo: {dateSaved: new Date(), modelTopologyType: 'JSON'}});
    },
  };
}

/** Returns what a machine or a stack hands to an IOHandler. */
export async function artifactsOf(saved: RBM | DBN): Promise<tf.io.ModelArtifacts> {
  const handler = memoryHandler();
  await saved.save(handler);
  return handler.saved[0]!;
}

/** Gives changed artifacts the checksum of what they hold, as somebody would who means harm. */
export async function seal({modelTopology, weightSpecs, weightData}: tf.io.ModelArtifacts): Promise<void> {
  const topology = modelTopology as Pick<Content, 'class_name' | 'config'> & {checksum: string};
  const content = {...topology, specs: weightSpecs, data: weightData as ArrayBuffer};
  topology.checksum = await VERSIONS[VERSION]!.checksum(content);
}

/** Returns the same as plain values, which can be compared. */
export async function savedOf(saved: RBM | DBN): Promise<{topology: unknown; values: number[]}> {
  const {modelTopology, weightData} = await artifactsOf(saved);
  return {topology: modelTopology, values: Array.from(new Float32Array(weightData as ArrayBuffer))};
}
