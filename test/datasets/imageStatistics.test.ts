import {boxOf, countInk, meanGrey, overlapNote, spread} from '../../datasets/imageStatistics.js';
import type {Task} from '../../datasets/Task.js';

/** Two images of class a, of ink 1 and 2, and one of class b, of ink 0.5. */
const task: Task = {
  name: 'made up',
  side: 2,
  classes: ['a', 'b'],
  train: {pixels: Float32Array.of(1, 0, 0, 0, 0, 0, 0.5, 0, 1, 1, 0, 0), labels: Uint8Array.of(0, 1, 0)},
  valid: {pixels: new Float32Array(0), labels: new Uint8Array(0)},
  test: {pixels: new Float32Array(0), labels: new Uint8Array(0)},
};

describe('statistics of images', () => {
  it('finds the box of what is not 0', () => {
    // . . . .
    // . # . .
    // . . . #
    // . . . .
    const pixels = new Float32Array(16);
    pixels[5] = 0.5;
    pixels[11] = 1;
    expect(boxOf(pixels, 4)).toEqual({left: 1, top: 1, width: 3, height: 2});
  });

  it('says the ends of numbers and their mean', () => {
    expect(spread([3, 1, 1])).toBe('1 to 3 (mean 1.7)');
  });

  it('counts ink by class, of the images to learn from', () => {
    expect(countInk(task)).toBe('a 1.5, b 0.5');
  });

  it('says the mean and the deviation of the pixels', () => {
    // 3.5 of 12, with squares of 3.25: 0.2708 - 0.0851 = 0.1858, the square of 0.431.
    expect(meanGrey(task)).toBe('pixels: mean 0.292, deviation 0.431');
  });

  it('counts how much of the first of two objects is hidden', () => {
    const [overlapping, little, mean] = overlapNote(1)
      .match(/[\d.]+(?= %)|[\d.]+$/g)!
      .map(Number) as [number, number, number];
    // Estimates of scenes drawn otherwise, in the tests of shapeset: above 30 %, and half or less in all but 1 %.
    expect(overlapping).toBeGreaterThan(30);
    expect(overlapping).toBeLessThan(100);
    expect(little).toBeGreaterThan(99);
    // Hidden by less than half where they overlap, and by nothing elsewhere.
    expect(mean).toBeGreaterThan(0);
    expect(mean).toBeLessThan((0.5 * overlapping) / 100);
    expect(overlapNote(1)).not.toBe(overlapNote(2));
  });
});
