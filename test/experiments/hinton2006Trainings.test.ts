import {upDownSchedules} from '../../experiments/hinton2006Trainings.js';

describe('upDownSchedules', () => {
  const {learningRate, k} = upDownSchedules({rate: 0.01, of: 6});
  const epochs = [0, 1, 2, 3, 4, 5];

  it('let the step size fall in a line, so that it would be 0 behind the last epoch', () => {
    const rates = epochs.map((epoch) => learningRate(epoch));
    expect(rates[0]).toBe(0.01);
    for (const epoch of epochs) expect(rates[epoch]).toBeCloseTo((0.01 * (6 - epoch)) / 6, 12);
  });

  it('have 3, 6 and 10 Gibbs steps, each for a third of the epochs', () => {
    expect(epochs.map((epoch) => k(epoch))).toEqual([3, 3, 6, 6, 10, 10]);
  });
});
