/** Those who do the steps of an engine: threads, or the caller between other events. */
export interface Team {
  /**
   * Does the step that has been written.
   *
   * @throws Error when a thread has died.
   */
  step(): Promise<void>;

  /** Ends the threads. */
  end(): Promise<void>;
}
