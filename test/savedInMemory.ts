import * as tf from '@tensorflow/tfjs';
import type {DBN, RBM} from 'tfjs-dbn';

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

/** Returns the same as plain values, which can be compared. */
export async function savedOf(saved: RBM | DBN): Promise<{topology: unknown; values: number[]}> {
  const {modelTopology, weightData} = await artifactsOf(saved);
  return {topology: modelTopology, values: Array.from(new Float32Array(weightData as ArrayBuffer))};
}
