import {plotRecords, type LayerRecord} from 'tfjs-dbn';
import {attributes, CONSTANT, corners, layer, texts, WIDE} from './someStatistics.js';

/** Two records of a layer, whose mean goes from 1.25 to 2 and its deviation from 0.5 to 1. */
const LATER = {...WIDE, mean: 2, deviation: 1, percentile98: 3};
const RECORDS: LayerRecord[] = [
  {epoch: 0, step: 0, layers: [layer('one', {activations: WIDE})]},
  {epoch: 4, step: 40, layers: [layer('one', {activations: LATER})]},
];

describe('plotRecords', () => {
  it('draws the mean, the deviation to each side of it, and the 98th percentile', () => {
    const svg = plotRecords(RECORDS);
    const margin = 0.04 * 2.25;
    // From 84 to 234 pixels lie 3 + margin to 0.75 - margin; from 76 to 740 epochs 0 to 4.
    const y = (value: number): number =>
      Number((84 + (150 * (3 + margin - value)) / (2.25 + 2 * margin)).toFixed(1));
    const [, mean] = attributes(svg, 'polyline', 'points').map(corners);
    expect(mean).toEqual([
      [76, y(1.25)],
      [740, y(2)],
    ]);
    const [, band, ...marks] = attributes(svg, 'polygon', 'points').map(corners);
    expect(band).toEqual([
      [76, y(1.75)],
      [740, y(3)],
      [740, y(1)],
      [76, y(0.75)],
    ]);
    expect(marks.map(([top]) => [top![0], top![1] + 4])).toEqual([
      [76, y(1.9)],
      [740, y(3)],
    ]);
    expect(texts(svg)).toEqual(
      expect.arrayContaining([
        'Activations of each layer over the training',
        'one',
        'epoch',
        '98th percentile',
        'activation z',
        'deviation 0.5 → 1',
      ]),
    );
  });

  it('draws a frame a layer, three a row, on the same axes', () => {
    const records = RECORDS.map((record) => ({
      ...record,
      layers: ['a', 'b', 'c', 'd'].map((name, place) =>
        layer(name, {gradients: place === 0 ? WIDE : CONSTANT}),
      ),
    }));
    const svg = plotRecords(records, {of: 'gradients', title: 'four'});
    const lines = attributes(svg, 'polyline', 'points').slice(1).map(corners);
    expect(lines).toHaveLength(4);
    const starts = lines.map(([start]) => start!);
    const width = (760 - 76 - 20 - 2 * 22) / 3;
    [0, width + 22, 2 * (width + 22), 0].forEach((left, place) => {
      expect(starts[place]![0]).toBeCloseTo(76 + left, 0);
    });
    expect(starts[1]![1]).toBe(starts[2]![1]);
    expect(starts[3]![1]).toBeCloseTo(starts[1]![1] + 194, 6);
    expect(texts(svg)).toEqual(
      expect.arrayContaining(['four', 'a', 'b', 'c', 'd', 'back-propagated gradient dC/ds']),
    );
  });

  it('keeps the numbers at the ends of a frame inside of it, so that they do not run into those of the next', () => {
    const svg = plotRecords(RECORDS);
    const anchorOf = (number: string): string =>
      new RegExp(`text-anchor="(\\w+)"[^>]*>${number}<`).exec(svg)![1]!;
    expect([0, 2, 4].map(String).map(anchorOf)).toEqual(['start', 'middle', 'end']);
  });

  it('counts batches where several records are of one epoch', () => {
    const svg = plotRecords(RECORDS.map((record) => ({...record, epoch: 0})));
    expect(texts(svg)).toEqual(expect.arrayContaining(['batch', '40']));
    expect(texts(svg)).not.toContain('epoch');
  });

  it('draws a bar where there is but one record', () => {
    const svg = plotRecords(RECORDS.slice(0, 1));
    expect(attributes(svg, 'polyline', 'points')).toHaveLength(1);
    expect(attributes(svg, 'circle', 'r')).toEqual(['3']);
    expect(texts(svg)).toContain('deviation 0.5');
  });

  it('thins out the marks of many records', () => {
    const records = Array.from({length: 1000}, (_, epoch) => ({...RECORDS[0]!, epoch, step: epoch}));
    const marks = attributes(plotRecords(records), 'polygon', 'points').length - 2;
    expect(marks).toBeGreaterThan(12);
    expect(marks).toBeLessThanOrEqual(24);
  });

  it.each<[string, unknown, object]>([
    ['records must be what a layerRecorder has recorded, got undefined.', undefined, {}],
    ['records must be what a layerRecorder has recorded, got [].', [], {}],
    ['records[0].layers must be what layerStatistics returns, got undefined.', [null], {}],
    [
      'records[1].layers[0] must be a LayerStatistics, got null.',
      [RECORDS[0], {epoch: 1, step: 1, layers: [null]}],
      {},
    ],
    [
      'records must be of one model, with 1 layers each, got 2.',
      [RECORDS[0], {epoch: 1, step: 1, layers: [layer('one', {}), layer('two', {})]}],
      {},
    ],
    ["of must be one of 'activations', 'gradients', 'weightGradients', got ''.", RECORDS, {of: ''}],
    ['title must be a string, got null.', RECORDS, {title: null}],
  ])('refuses: %s', (message, records, args) => {
    expect(() => plotRecords(records as LayerRecord[], args)).toThrow(`plotRecords: ${message}`);
  });
});
