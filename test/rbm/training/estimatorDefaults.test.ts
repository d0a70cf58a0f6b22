import {RBM, type RBMArgs} from 'tfjs-dbn';
import {readFitOptions, type ReadFitOptions} from '../../../src/rbm/training/fitOptions.js';
import type {FitArgs} from '../../../src/rbm/training/FitArgs.js';

/** Returns the settings of a machine of binary units. */
function settingsOf(args: FitArgs): ReadFitOptions {
  const rbm = new RBM({visible: 3, hidden: 2, seed: 1});
  const settings = readFitOptions(args, {caller: 'fit', machine: rbm.machine, rows: 100});
  rbm.dispose();
  return settings;
}

describe("the defaults of 'cd'", () => {
  it("are a constant rate, Hinton's switch of the momentum, and units that are not centered", () => {
    const {learningRate, momentum, centering} = settingsOf({});
    expect([learningRate(0)(0), learningRate(9)(10_000)]).toEqual([0.1, 0.1]);
    expect([momentum(4), momentum(5)]).toEqual([0.5, 0.9]);
    expect(centering.by).toBe('off');
  });
});

describe.each(['pcd', 'fpcd', 'tempering'] as const)("the defaults of '%s'", (estimator) => {
  it('are a rate that falls with the steps, no momentum, and centered units', () => {
    const {learningRate, momentum, centering} = settingsOf({estimator});
    expect([learningRate(0)(0), learningRate(0)(500), learningRate(9)(4500)]).toEqual([0.1, 0.05, 0.01]);
    expect([momentum(0), momentum(9)]).toEqual([0, 0]);
    expect(centering.by).toBe('data');
  });

  it('give way to what a user says', () => {
    const settings = settingsOf({estimator, learningRate: 0.02, momentum: 0.5, centering: 'off'});
    expect([settings.learningRate(0)(10_000), settings.momentum(0)]).toEqual([0.02, 0.5]);
    expect(settings.centering.by).toBe('off');
  });

  it('let the rate of centered units be set alone', () => {
    expect(settingsOf({estimator, centering: {by: 'data', rate: 0.1}}).centering.rate).toBe(0.1);
  });
});

describe('the default learning rate', () => {
  it.each<[string, Pick<RBMArgs, 'visible' | 'hidden'>, number]>([
    ['binary units', {visible: 3, hidden: 2}, 0.1],
    ['softmax units', {visible: {units: 3, type: 'softmax'}, hidden: {units: 2, type: 'softmax'}}, 0.1],
    ['one layer without bounds', {visible: {units: 3, type: 'gaussian'}, hidden: 2}, 0.01],
    ['the other one', {visible: 3, hidden: {units: 2, type: 'relu'}}, 0.01],
    ['both', {visible: {units: 3, type: 'relu'}, hidden: {units: 2, type: 'gaussian'}}, 0.001],
    ['variances', {visible: [2, {units: 1, type: 'gaussian', variance: 'learned'}], hidden: 2}, 0.001],
  ])('of %s: %j', (_, args, rate) => {
    const rbm = new RBM({...args, seed: 1});
    expect(readFitOptions({}, {caller: 'fit', machine: rbm.machine, rows: 100}).learningRate(0)(0)).toBe(
      rate,
    );
    rbm.dispose();
  });
});
