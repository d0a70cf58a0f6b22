/** A mean of percentages, and how far to both sides of it the truth is to be expected, 95 times of 100. */
export interface MeanAndInterval {
  mean: number;
  halfWidth: number;
}

/** 95 % of a normal distribution lie within so many deviations. */
const DEVIATIONS = 1.96;

/** Student's t for 95 %, by degrees of freedom from 1 on. */
const STUDENT = [
  12.71, 4.3, 3.18, 2.78, 2.57, 2.45, 2.36, 2.31, 2.26, 2.23, 2.2, 2.18, 2.16, 2.14, 2.13, 2.12, 2.11, 2.1,
  2.09, 2.09,
];

/**
 * The mean error of one or more trainings, and its 95 % interval: the test images are a sample of all images, and the seeds one
 * of all seeds. For one training it is that of Larochelle et al. 2007, 1.96 √(p (1 - p) / n).
 *
 * The first part is the same for all seeds, which are tested on the same images, and does not shrink with their number. The
 * second one is Student's.
 *
 * @param errors - Of each training, in percent.
 * @param tested - How many images they were tested on.
 */
export function meanAndInterval(errors: readonly number[], {tested}: {tested: number}): MeanAndInterval {
  const count = errors.length;
  const mean = errors.reduce((sum, error) => sum + error, 0) / count;
  const byImages = DEVIATIONS * Math.sqrt((mean * (100 - mean)) / tested);
  if (count === 1) return {mean, halfWidth: byImages};
  const variance = errors.reduce((sum, error) => sum + (error - mean) ** 2, 0) / (count - 1);
  const student = STUDENT[Math.min(count - 2, STUDENT.length - 1)]!;
  return {mean, halfWidth: Math.hypot(byImages, student * Math.sqrt(variance / count))};
}

/** `'1.23 ± 0.04'`. */
export function showInterval({mean, halfWidth}: MeanAndInterval): string {
  return `${mean.toFixed(2)} ± ${halfWidth.toFixed(2)}`;
}

/** The same with what a paper has, where it has that: `'1.23 ± 0.04 (1.20)'`. */
export function besidePaper(ours: MeanAndInterval, paper: number | undefined): string {
  return paper === undefined ? showInterval(ours) : `${showInterval(ours)} (${paper.toFixed(2)})`;
}
