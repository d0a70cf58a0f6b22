/** Settings with each of the seeds 1, 2, ..., as many as there are to be. */
export function ofEachSeed<S extends {seed: number}>(settings: S, seeds: number): S[] {
  return Array.from({length: seeds}, (_, place) => ({...settings, seed: place + 1}));
}
