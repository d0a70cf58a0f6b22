/** What the demo does, and for how long. */
export interface Settings {
  /** Units of the hidden layers. */
  hidden: number[];
  /** Epochs of pre-training, for each layer. */
  pretrainEpochs: number[];
  fineTuneEpochs: number;
  /** Step size of Adam, which fine-tunes. */
  learningRate: number;
  batchSize: number;
  /** Images to train on, and to test on, at most. */
  trainRows: number;
  testRows: number;
  seed: number;
}

/** The demo's own settings: under four minutes on two cores. */
export const FULL: Omit<Settings, 'seed'> = {
  hidden: [500, 500, 500],
  pretrainEpochs: [30, 15, 20],
  fineTuneEpochs: 12,
  learningRate: 0.001,
  batchSize: 100,
  trainRows: Infinity,
  testRows: Infinity,
};

/** Settings to see that everything runs: under half a minute. */
export const QUICK: Omit<Settings, 'seed'> = {
  ...FULL,
  hidden: [200, 200, 200],
  pretrainEpochs: [8, 5, 5],
  fineTuneEpochs: 6,
  trainRows: 4000,
  testRows: 1000,
};
