import {crc32} from '../../src/io/crc32.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('crc32', () => {
  it('has the check value of the catalogues of checksums', async () => {
    expect(await crc32([bytes('123456789')])).toBe(0xcbf43926);
  });

  it('is of the parts one after the other', async () => {
    expect(await crc32([bytes('1234'), bytes(''), bytes('56789')])).toBe(0xcbf43926);
    expect(await crc32([])).toBe(0);
  });

  it('is that of Python for more than is done at a time', async () => {
    // zlib.crc32(bytes(i * i % 251 for i in range(3_000_000)))
    const many = Uint8Array.from({length: 3_000_000}, (_, i) => (i * i) % 251);
    expect(await crc32([many])).toBe(0xa25cae48);
  });
});
