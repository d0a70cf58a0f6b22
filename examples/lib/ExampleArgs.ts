/** What every example is told by its command line. */
export interface ExampleArgs {
  /** A form of a few seconds, to see that everything runs; what it learns is worse. */
  quick: boolean;
  /** An integer >= 0 that fixes data, first weights and noise. */
  seed: number;
  /** The path of a Python with Keras 3; of the example keras. @defaultValue one that it makes */
  python?: string;
}

/** The folder where the examples leave their pictures. */
export const OUTPUT = 'example-output';
