/**
 * Begins to measure; the function that it returns says how long the rest takes, at the pace since it was first asked, or since
 * less was done than before, which is of new work.
 *
 * @returns A function of what is done and of all, in any unit of work.
 */
export function timeLeft(now: () => number = () => performance.now()): (done: number, all: number) => string {
  let first: {done: number; time: number} | undefined;
  let before = 0;
  return (done, all) => {
    if (first === undefined || done < before) first = {done, time: now()};
    before = done;
    if (done >= all) return 'none left';
    const pace = (done - first.done) / (now() - first.time);
    if (!(pace > 0)) return 'time left not known yet';
    return `${duration((all - done) / pace / 1000)} left`;
  };
}

/** A time in words, rounded to what matters. */
export function duration(seconds: number): string {
  if (seconds < 90) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
