import {randomNumbers} from './randomNumbers.js';

/** The topics that documents are about; the machine is not told of them. */
export const TOPICS: Record<string, string[]> = {
  sport: ['goal', 'team', 'match', 'coach', 'league', 'score'],
  weather: ['rain', 'wind', 'storm', 'sunny', 'cloud', 'cold'],
  money: ['bank', 'price', 'market', 'shares', 'tax', 'profit'],
  music: ['band', 'concert', 'album', 'guitar', 'song', 'singer'],
  kitchen: ['oven', 'butter', 'recipe', 'onion', 'flour', 'sauce'],
};

/** Words of every topic: they say nothing about it. */
const COMMON = ['today', 'new', 'people', 'year', 'big', 'first'];

/** The words that there are. */
export const VOCABULARY = [...Object.values(TOPICS).flat(), ...COMMON];

/** The most words that a document has. */
export const LONGEST = 8;
const SHORTEST = 4;

/** A short document: the places of its words in {@link VOCABULARY}, and what it is about. */
export interface Document {
  words: number[];
  /** The place of its topic in {@link TOPICS}. */
  topic: number;
}

/**
 * Makes short documents: most words of each are of one topic, some are common to all, and some have strayed in from others.
 *
 * @param seed - What fixes them.
 */
export function documents(count: number, {seed}: {seed: number}): Document[] {
  const {uniform, below} = randomNumbers(seed);
  const topics = Object.values(TOPICS);
  const oneOf = (words: string[]): string => words[below(words.length)]!;
  return Array.from({length: count}, () => {
    const topic = below(topics.length);
    const length = SHORTEST + below(LONGEST - SHORTEST + 1);
    const words = Array.from({length}, () => {
      const kind = uniform(0, 1);
      if (kind < 0.5) return oneOf(topics[topic]!);
      return kind < 0.85 ? oneOf(COMMON) : oneOf(VOCABULARY);
    });
    return {topic, words: words.map((word) => VOCABULARY.indexOf(word))};
  });
}
