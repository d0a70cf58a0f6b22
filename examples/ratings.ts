import * as tf from '@tensorflow/tfjs';
import {RBM} from 'tfjs-dbn';
import {FILMS, filmRatings, type Rating} from '../datasets/filmRatings.js';
import type {ExampleArgs} from './lib/ExampleArgs.js';
import {rowsOf} from './lib/rowsOf.js';

const STARS = 5;

/**
 * Missing values: learns people's tastes from the few films that each of them has rated, and predicts what they would think of
 * the others.
 *
 * Source: Salakhutdinov, Mnih & Hinton 2007, "Restricted Boltzmann machines for collaborative filtering".
 */
export async function ratings({quick, seed}: ExampleArgs): Promise<void> {
  const users = quick ? 1000 : 3000;
  const all = filmRatings(users, {seed});
  // Every tenth rating is held out, to see how well it is predicted.
  const heldOut = all.filter((_, place) => place % 10 === 9);
  const known = all.filter((_, place) => place % 10 !== 9);
  const share = ((100 * known.length) / (users * FILMS.length)).toFixed(0);
  console.log(`${known.length} ratings by ${users} people: ${share} % of what there could be.\n`);

  // Each film is a group of five visible units, one for each number of stars. A group of zeros is missing: it takes no part in
  // what the machine learns from the row. Chains that persist could not know whose films they stand for, so it takes 'cd'.
  const x = toTensor(known, users);
  const rbm = new RBM({
    visible: {units: FILMS.length * STARS, type: 'softmax', categories: STARS},
    hidden: 30,
    seed,
  });
  await rbm.fit(x, {
    estimator: 'cd',
    epochs: quick ? 20 : 60,
    batchSize: quick ? 10 : 30,
    learningRate: quick ? 0.1 : 0.03,
    weightDecay: 0.0003,
  });

  // A reconstruction has no gaps: it says how likely each number of stars is, for the films too that nobody has rated.
  const predicted = predict(rbm, x);
  const mean = FILMS.map((_, film) =>
    average(known.filter((one) => one.film === film).map((one) => one.stars)),
  );
  const kindness = Array.from({length: users}, () => [] as number[]);
  for (const {user, film, stars} of known) kindness[user]!.push(stars - mean[film]!);
  // As if each person had also rated three films just as others did: most have rated too few for their own mean.
  const offset = kindness.map((values) => average([...values, 0, 0, 0]));
  console.log(
    `\nHow far off predictions of ${heldOut.length} ratings are that were held out, in stars (RMSE)`,
  );
  const show = (name: string, guess: (rating: Rating) => number): void =>
    console.log(`  ${name.padEnd(38)}${error(heldOut, guess).toFixed(3)}`);
  show('the mean of each film', ({film}) => mean[film]!);
  show('that, and how kind each person is', ({film, user}) => mean[film]! + offset[user]!);
  show('the machine', ({film, user}) => predicted[user]![film]!);

  // Somebody new needs no training: two ratings say enough.
  const opinions = [
    {user: 0, film: FILMS.indexOf('space 1'), stars: 5},
    {user: 0, film: FILMS.indexOf('love 1'), stars: 1},
  ];
  const row = toTensor(opinions, 1);
  const [likes] = predict(rbm, row);
  const order = Array.from(FILMS.keys()).sort((a, b) => likes![b]! - likes![a]!);
  const list = (films: number[]): string =>
    films.map((film) => `${FILMS[film]!} (${likes![film]!.toFixed(1)})`).join(', ');
  console.log('\nWhoever gives “space 1” five stars and “love 1” one star');
  console.log(`  should see    ${list(order.slice(0, 4))}`);
  console.log(`  and miss      ${list(order.slice(-4))}`);
  tf.dispose([x, row]);
  rbm.dispose();
}

/** The stars that each person is expected to give to each film, `[users][films]`. */
function predict(rbm: RBM, x: tf.Tensor2D): Float32Array[] {
  return tf.tidy(() => {
    const probabilities = tf.reshape(rbm.reconstruct(x), [x.shape[0], FILMS.length, STARS]);
    return rowsOf(tf.sum(tf.mul(probabilities, tf.range(1, STARS + 1)), 2));
  });
}

/** Ratings as groups of units, zeros where there is none, `[users, films * STARS]`. */
function toTensor(known: readonly Rating[], users: number): tf.Tensor2D {
  const values = new Float32Array(users * FILMS.length * STARS);
  for (const {user, film, stars} of known) values[(user * FILMS.length + film) * STARS + stars - 1] = 1;
  return tf.tensor2d(values, [users, FILMS.length * STARS]);
}

/** The root of the mean squared difference. */
function error(of: readonly Rating[], guess: (rating: Rating) => number): number {
  return Math.sqrt(average(of.map((rating) => (rating.stars - guess(rating)) ** 2)));
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
