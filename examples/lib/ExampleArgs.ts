/** What every example is told by its command line. */
export interface ExampleArgs {
  /** A form of a few seconds, to see that everything runs; what it learns is worse. */
  quick: boolean;
  /** An integer >= 0 that fixes data, first weights and noise. */
  seed: number;
}

/** The folder where the examples leave their pictures. */
export const OUTPUT = 'example-output';
