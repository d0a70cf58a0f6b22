/**
 * Starts a benchmark by its name; see README.md.
 *
 *     npm run bench -- NAME [options]
 */
import {startByName} from '../examples/lib/startByName.js';

await startByName('bench', {
  speed: {
    about: 'seconds that an epoch takes, beside others who do the same',
    start: () => import('./speed.js'),
  },
  profile: {about: 'where the time of a training step goes', start: () => import('./profile.js')},
  waits: {about: 'how long the event loop waits for a training', start: () => import('./waits.js')},
  streaming: {about: 'memory of a training from disk', start: () => import('./streaming.js')},
  quality: {about: 'whether both engines learn equally well', start: () => import('./quality.js')},
  likelihood: {about: 'how good a model of images a machine becomes', start: () => import('./likelihood.js')},
  labels: {
    about: 'how good a classifier a machine with label units becomes',
    start: () => import('./labels.js'),
  },
  'few-labels': {
    about: 'how good a classifier becomes that has few labels to learn from',
    start: () => import('./fewLabels.js'),
  },
  autoencoder: {about: 'how well a deep autoencoder reconstructs', start: () => import('./autoencoder.js')},
});
