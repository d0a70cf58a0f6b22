/** The mean of some numbers. */
export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let place = 0; place < values.length; ++place) sum += values[place]!;
  return sum / values.length;
}

/** The mean squared difference from the mean. */
export function variance(values: ArrayLike<number>): number {
  const center = mean(values);
  let sum = 0;
  for (let place = 0; place < values.length; ++place) sum += (values[place]! - center) ** 2;
  return sum / values.length;
}

/** The standard deviation. */
export function deviation(values: ArrayLike<number>): number {
  return Math.sqrt(variance(values));
}

/** Pearson's correlation of two lists of equal length. */
export function correlation(xs: ArrayLike<number>, ys: ArrayLike<number>): number {
  const [xMean, yMean] = [mean(xs), mean(ys)];
  let covariance = 0;
  for (let place = 0; place < xs.length; ++place) covariance += (xs[place]! - xMean) * (ys[place]! - yMean);
  return covariance / xs.length / (deviation(xs) * deviation(ys));
}
