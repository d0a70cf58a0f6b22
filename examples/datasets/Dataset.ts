/** Labelled images of one size, as plain arrays: they belong to no backend and can be handed to a worker. */
export interface Images {
  /** `rows * columns` grey values in [0, 1], row by row. */
  pixels: Float32Array;
  /** The class of each row, 0 to 9. */
  labels: Uint8Array;
}

/** Images to learn from, and others to be tested on. */
export interface Dataset {
  name: string;
  train: Images;
  test: Images;
}

/** Pixels an image: 28 x 28. */
export const PIXELS = 784;
