import {randomNumbers} from './randomNumbers.js';

/** What films can be, and people can like; the machine is not told of it. */
const GENRES = ['space', 'love', 'crime', 'laughs'];

const FILMS_A_GENRE = 15;

/** The titles: films of one genre are neighbours, which the machine does not know either. */
export const FILMS = GENRES.flatMap((genre) =>
  Array.from({length: FILMS_A_GENRE}, (_, number) => `${genre} ${number + 1}`),
);

/** One person's opinion of one film: 1 to 5 stars. */
export interface Rating {
  user: number;
  /** Its place in {@link FILMS}. */
  film: number;
  stars: number;
}

/**
 * Makes ratings of people who have seen one film in five. How many stars they give depends on whether the film is good, on how
 * they like its genre, on how kind they are, and on chance.
 *
 * @param seed - What fixes them.
 */
export function filmRatings(users: number, {seed}: {seed: number}): Rating[] {
  const {uniform, normal} = randomNumbers(seed);
  const quality = FILMS.map(() => 0.4 * normal());
  const ratings: Rating[] = [];
  for (let user = 0; user < users; ++user) {
    const kindness = 0.3 * normal();
    const taste = GENRES.map(() => 1.1 * normal());
    for (let film = 0; film < FILMS.length; ++film) {
      if (uniform(0, 1) > 0.2) continue;
      const opinion =
        3.3 + quality[film]! + kindness + taste[Math.floor(film / FILMS_A_GENRE)]! + 0.5 * normal();
      ratings.push({user, film, stars: Math.min(5, Math.max(1, Math.round(opinion)))});
    }
  }
  return ratings;
}
