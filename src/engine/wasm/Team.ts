/** Those who do the steps of an engine: threads, or the caller between other events. */
export interface Team {
  /**
   * Does the step of this number, whose record and data have been written; one step after the other, counted from 0.
   *
   * @throws Error when a thread has died.
   */
  step(number: number): Promise<void>;

  /** Ends the threads, when no step is under way. */
  end(): Promise<void>;
}
