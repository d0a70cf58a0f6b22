import {contractOf} from '../../../scripts/kernelContract.js';
import {FLAG, KIND, PLAN} from '../../../src/engine/wasm/generated/contract.js';
import {placeOf, writeRecord} from '../../../src/kernelRecords.js';

const SOURCE = `
@inline export const ROW: u32 = 8;
export const TABLE: u32 = 4 * ROW;
@unmanaged
export class Plan {
  /** How many. */
  threads: u32;
  rate: f32;
  weights: usize;
}
export const enum Kind { first, second, tenth = 10, next }
`;

const WANTED = {records: ['Plan'], enums: ['Kind'], constants: ['ROW', 'TABLE']};

describe('contractOf', () => {
  it('reads the fields of a class in their order, members of an enum, and constants', () => {
    expect(contractOf(SOURCE, WANTED)).toEqual({
      records: {
        Plan: [
          ['threads', 'u32'],
          ['rate', 'f32'],
          ['weights', 'usize'],
        ],
      },
      enums: {Kind: {first: 0, second: 1, tenth: 10, next: 11}},
      constants: {ROW: 8, TABLE: 32},
    });
  });

  it('follows a field that is moved', () => {
    const moved = SOURCE.replace('  rate: f32;\n', '').replace('  threads', '  rate: f32;\n  threads');
    expect(contractOf(moved, WANTED).records['Plan']!.map(([name]) => name)).toEqual([
      'rate',
      'threads',
      'weights',
    ]);
  });

  it.each([
    ['kernels: there is no Step', SOURCE, {records: ['Step']}],
    ['kernels: Plan.rate must be of u32, usize, i32, f32', SOURCE.replace('f32', 'f64'), WANTED],
    [
      'kernels: Plan.rate must be a field without a value',
      SOURCE.replace('rate: f32', 'rate: f32 = 1'),
      WANTED,
    ],
    [
      'kernels: TABLE must be a number, a constant or a product of such',
      SOURCE.replace('4 *', '4 <<'),
      WANTED,
    ],
  ])('refuses what it does not understand: %s', (message, source, wanted) => {
    expect(() => contractOf(source, wanted)).toThrow(message);
  });
});

describe('writeRecord', () => {
  it('writes each value to the place and with the type of its field, whatever the order of the values', () => {
    const memory = new ArrayBuffer(32);
    const [floats, words] = [new Float32Array(memory), new Uint32Array(memory)];
    const fields = [
      ['threads', 'u32'],
      ['rate', 'f32'],
      ['weights', 'usize'],
    ] as const;
    writeRecord({floats, words}, 8, {fields, values: {weights: 64, rate: 0.5, threads: 3}});
    expect([words[2], floats[3], words[4]]).toEqual([3, 0.5, 64]);
    expect(placeOf(fields, 'weights')).toBe(2);
  });
});

describe('the contract with the kernels', () => {
  it('has no field, kind or flag twice', () => {
    const names = PLAN.map(([name]) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(new Set(Object.values(KIND)).size).toBe(Object.keys(KIND).length);
    // Each flag is a bit of its own.
    expect(Object.values(FLAG)).toEqual(Object.keys(FLAG).map((_, bit) => 2 ** bit));
  });
});
