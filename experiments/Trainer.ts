import type {Settings} from './Experiment.js';

/** Somebody who makes the trainings of an experiment, one at a time. */
export interface Trainer {
  /**
   * @param onProgress - Told how much is done, from 0 to 1, and in words where it is.
   * @returns What came out, and after how many seconds.
   */
  train(
    settings: Settings,
    onProgress: (share: number, words: string) => void,
  ): Promise<{result: unknown; seconds: number}>;
  /** Ends it, whatever it is at. */
  end(): void;
}
