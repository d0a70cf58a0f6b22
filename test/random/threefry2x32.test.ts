import {threefry2x32} from '../../src/random/threefry2x32.js';
import type {Key} from '../../src/random/Key.js';

function encrypt(key: Key, counter: readonly [number, number]): string {
  const words = new Uint32Array(2);
  threefry2x32(key, counter[0], counter[1], words, 0);
  return Array.from(words, (word) => word.toString(16).padStart(8, '0')).join(' ');
}

// The known-answer vectors of Random123, file kat_vectors, lines "threefry2x32 20".
describe('threefry2x32', () => {
  it('encrypts zeros with a zero key as Random123 does', () => {
    expect(encrypt([0, 0], [0, 0])).toBe('6b200159 99ba4efe');
  });

  it('encrypts ones with a key of ones as Random123 does', () => {
    expect(encrypt([0xffffffff, 0xffffffff], [0xffffffff, 0xffffffff])).toBe('1cb996fc bb002be7');
  });

  it('encrypts the digits of pi as Random123 does', () => {
    expect(encrypt([0x13198a2e, 0x03707344], [0x243f6a88, 0x85a308d3])).toBe('c4923a9c 483df7a0');
  });
});
