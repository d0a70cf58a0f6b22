import * as tf from '@tensorflow/tfjs';
import {RBM} from 'tfjs-dbn';
import {documents, LONGEST, TOPICS, VOCABULARY, type Document} from '../datasets/documents.js';
import type {ExampleArgs} from './lib/ExampleArgs.js';
import {rowsOf} from './lib/rowsOf.js';

const WORDS = VOCABULARY.length;
const NAMES = Object.keys(TOPICS);

/**
 * Categories: learns from short documents which words belong together, and so what each document is about, without being told
 * of any topic.
 */
export async function topics({quick, seed}: ExampleArgs): Promise<void> {
  const training = documents(quick ? 2000 : 5000, {seed});
  const unseen = documents(1000, {seed: seed + 1});
  console.log(`Documents: ${[0, 1, 2].map((row) => `“${text(training[row]!.words)}”`).join(', ')}, …\n`);
  const [x, test] = [training, unseen].map((list) => toTensor(list.map(({words}) => words)));

  // Each word of a document is a group of visible units, one for each word of the vocabulary: exactly one of them is 1, or
  // none where the document ends earlier. The hidden layer is such a group as well, so that the machine has to decide for
  // one topic; with binary hidden units, a document could have several.
  const rbm = new RBM({
    visible: {units: LONGEST * WORDS, type: 'softmax', categories: WORDS},
    hidden: {units: NAMES.length, type: 'softmax'},
    seed,
  });
  // Small batches and a large learning rate: with less noise, two topics sometimes share a hidden unit for good.
  await rbm.fit(x!, {epochs: quick ? 15 : 40, batchSize: 20, learningRate: 0.5});

  // A word's weight, averaged over the places that it can have in a document, says how much it speaks for a topic.
  const [weights, visibleBias, hiddenBias] = rbm.getWeights();
  const shape: [number, number, number] = [LONGEST, WORDS, NAMES.length];
  const speaksFor = tf.tidy(() => rowsOf(tf.transpose(tf.mean(tf.reshape(weights, shape), 0))));
  const decided = topicOf(rbm, test!);
  let right = 0;
  console.log('\nhidden unit   top words                                      of unseen documents about');
  for (const [unit, values] of speaksFor.entries()) {
    const own = unseen.filter((_, row) => decided[row] === unit);
    const counts = NAMES.map((_, topic) => own.filter((document) => document.topic === topic).length);
    const most = Math.max(...counts);
    right += most;
    const share = `${most} of ${own.length}: ${NAMES[counts.indexOf(most)]!}`;
    console.log(`${String(unit).padEnd(14)}${text(largest(values, 6)).padEnd(47)}${share}`);
  }
  console.log(
    `\n${((100 * right) / unseen.length).toFixed(1)} % of the unseen documents are put with their like.`,
  );

  // What is missing can be asked for: documents of two words, and what the machine expects in the third place.
  const begun = [
    ['rain', 'cold'],
    ['album', 'guitar'],
  ];
  const rows = toTensor(begun.map((words) => words.map((word) => VOCABULARY.indexOf(word))));
  const expected = tf.tidy(() => rowsOf(tf.slice(rbm.reconstruct(rows), [0, 2 * WORDS], [-1, WORDS])));
  for (const [row, words] of begun.entries()) {
    console.log(`After “${words.join(' ')}” it expects: ${text(largest(expected[row]!, 6))}`);
  }
  tf.dispose([x!, test!, rows, weights, visibleBias, hiddenBias]);
  rbm.dispose();
}

/** The hidden unit that is most likely, for each document. */
function topicOf(rbm: RBM, documents: tf.Tensor): number[] {
  return Array.from(tf.tidy(() => rbm.transform(documents).argMax(1).dataSync()));
}

/** Documents as groups of units, `[documents, LONGEST * WORDS]`. */
function toTensor(documents: readonly Document['words'][]): tf.Tensor2D {
  const rows = new Float32Array(documents.length * LONGEST * WORDS);
  documents.forEach((words, row) => {
    words.forEach((word, position) => (rows[(row * LONGEST + position) * WORDS + word] = 1));
  });
  return tf.tensor2d(rows, [documents.length, LONGEST * WORDS]);
}

function largest(values: Float32Array, count: number): number[] {
  return Array.from(values.keys())
    .sort((a, b) => values[b]! - values[a]!)
    .slice(0, count);
}

function text(words: readonly number[]): string {
  return words.map((word) => VOCABULARY[word]).join(' ');
}
