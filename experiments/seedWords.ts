/** Which seeds there are, in words: `'seed 1'`, or `'seeds 1 to 3'`. */
export function seedWords(seeds: number): string {
  return seeds === 1 ? 'seed 1' : `seeds 1 to ${seeds}`;
}
