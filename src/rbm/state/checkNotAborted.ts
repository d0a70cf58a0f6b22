/**
 * Makes the error that a training rejects with when its signal says so: an `AbortError`, as `fetch` has it, with the signal's own
 * reason as its cause.
 *
 * @param caller - The function that the user called.
 */
function abortError(caller: string, signal: AbortSignal): DOMException {
  const error = new DOMException(
    `${caller}: signal was aborted; the parameters are those of the last step.`,
    'AbortError',
  );
  // Not by the constructor's second argument, which takes a cause in Node.js alone.
  return Object.defineProperty(error, 'cause', {value: signal.reason, configurable: true, writable: true});
}

/** Throws that error if a signal says so. */
export function checkNotAborted(signal: AbortSignal | undefined, caller: string): void {
  if (signal?.aborted === true) throw abortError(caller, signal);
}
