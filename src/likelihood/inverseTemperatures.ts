/** How many inverse temperatures there are unless a user says otherwise. */
export const TEMPERATURES = 14_501;

/** Shares of the steps, and the inverse temperatures that they lead to: 500, 4000 and 10,000 steps of 14,500. */
const SEGMENTS = [
  {steps: 1 / 29, to: 0.5},
  {steps: 8 / 29, to: 0.9},
  {steps: 20 / 29, to: 1},
];

/**
 * Returns inverse temperatures from 0 to 1, the denser the nearer to 1.
 *
 * @param count - How many, an integer >= 2.
 *
 * Source: Salakhutdinov & Murray 2008, section 4.1.
 */
export function inverseTemperatures(count: number): number[] {
  return Array.from({length: count}, (_, place) => at(place / (count - 1)));
}

/** The inverse temperature after a share of the steps. */
function at(share: number): number {
  let from = 0;
  for (const {steps, to} of SEGMENTS) {
    if (share < steps) return from + ((to - from) * share) / steps;
    share -= steps;
    from = to;
  }
  return 1;
}
