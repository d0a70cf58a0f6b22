import {RBM, type RBMArgs} from 'tfjs-dbn';
import {checkFitArgs} from '../../../src/rbm/training/checkFitArgs.js';

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
    expect(checkFitArgs({}, {where: 'fit', machine: rbm.machine}).learningRate(0, 0)).toBe(rate);
    rbm.dispose();
  });
});
