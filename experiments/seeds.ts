/** Returns settings with each of the seeds 1, 2, ..., `seeds` of them. */
export function ofEachSeed<S extends {seed: number}>(settings: S, seeds: number): S[] {
  return Array.from({length: seeds}, (_, place) => ({...settings, seed: place + 1}));
}

/** Names the seeds 1 to `seeds`: `'seed 1'`, or `'seeds 1 to 3'`. */
export function seedWords(seeds: number): string {
  return seeds === 1 ? 'seed 1' : `seeds 1 to ${seeds}`;
}
