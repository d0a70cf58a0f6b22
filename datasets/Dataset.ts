/** Labelled images of one size, as plain arrays: they belong to no backend and can be handed to a worker. */
export interface Images {
  /** `rows * columns` grey values in [0, 1], or in what range the maker says, row by row. */
  pixels: Float32Array;
  /** The class of each row: 0 to 9 for digits, else an integer from 0. */
  labels: Uint8Array;
}

/** Images to learn from, and others to be tested on. */
export interface Dataset {
  name: string;
  train: Images;
  test: Images;
}

/** Pixels a side of a digit. */
export const SIDE = 28;

/** Pixels of a digit: 28 x 28. */
export const PIXELS = SIDE ** 2;
