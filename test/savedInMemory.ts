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
