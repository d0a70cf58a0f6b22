import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {deflateSync} from 'node:zlib';
import {encode as encodePng, type ImageData} from 'fast-png';
import {encode as encodeJpeg} from 'jpeg-js';
import {randomNumbers} from '../../datasets/randomNumbers.js';
import {readTextures} from '../../datasets/readTextures.js';
import {texturePatches} from '../../datasets/texturePatches.js';
import {textures, type Texture} from '../../datasets/textures.js';
import {correlation, deviation, variance} from '../statistics.js';

/** Means of blocks of 2 x 2 pixels. */
function halve({width, height, pixels}: Texture): Texture {
  const half = new Float32Array(pixels.length / 4);
  pixels.forEach((value, pixel) => {
    const [x, y] = [Math.floor((pixel % width) / 2), Math.floor(pixel / width / 2)];
    half[(y * width) / 2 + x]! += value / 4;
  });
  return {width: width / 2, height: height / 2, pixels: half};
}

/** Neighbours to the right, less the pixels themselves. */
const steps = ({width, pixels}: Texture): number[] =>
  Array.from(pixels).flatMap((value, pixel) =>
    (pixel + 1) % width === 0 ? [] : [pixels[pixel + 1]! - value],
  );

describe('textures', () => {
  it('are pictures of the sizes that are asked for, in [0, 1], the same for the same seed', () => {
    const all = textures({seed: 1, count: 2, side: 32});
    expect(all.map(({width, height, pixels}) => [width, height, pixels.length])).toEqual([
      [32, 32, 1024],
      [32, 32, 1024],
    ]);
    for (const {pixels} of all) {
      expect(Math.min(...pixels)).toBeGreaterThanOrEqual(0);
      expect(Math.max(...pixels)).toBeLessThanOrEqual(1);
    }
    const join = (seed: number): string =>
      textures({seed, count: 2, side: 32})
        .map(({pixels}) => pixels.join())
        .join();
    expect(join(1)).toBe(all.map(({pixels}) => pixels.join()).join());
    expect(join(2)).not.toBe(join(1));
    expect(all[0]!.pixels.join()).not.toBe(all[1]!.pixels.join());
  });

  it('are smooth but for edges, at every scale, as photographs are', () => {
    let texture = textures({seed: 3, count: 1, side: 128})[0]!;
    expect(deviation(texture.pixels)).toBeGreaterThan(0.1);
    for (let scale = 1; scale <= 4; scale *= 2) {
      const {width, pixels} = texture;
      const inner = Array.from(pixels.keys()).filter((pixel) => (pixel + 1) % width !== 0);
      const neighbours = correlation(
        inner.map((pixel) => pixels[pixel]!),
        inner.map((pixel) => pixels[pixel + 1]!),
      );
      expect(neighbours).toBeGreaterThan(0.5);
      // White noise has a kurtosis of 3 at most; edges are few and large.
      const differences = steps(texture);
      const fourth = differences.reduce((sum, step) => sum + step ** 4, 0) / differences.length;
      expect(fourth / variance(differences) ** 2).toBeGreaterThan(4);
      texture = halve(texture);
    }
  });

  it.each([
    [{seed: 1, count: 0}, 'textures: count must be an integer >= 1, got 0.'],
    [{seed: 1, side: 48}, 'textures: side must be a power of 2 from 8 to 2048, got 48.'],
    [{seed: 1, side: 4}, 'textures: side must be a power of 2 from 8 to 2048, got 4.'],
  ])('refuse %j', (args, message) => {
    expect(() => textures(args)).toThrow(new RangeError(message));
  });
});

describe('texturePatches', () => {
  it('cuts patches that lie in their texture, from all of it, and leaves out flat ones', () => {
    // Flat on the left, different everywhere on the right.
    const pixels = Float32Array.from({length: 200}, (_, pixel) =>
      pixel % 20 < 10 ? 0.5 : ((pixel * 37) % 200) / 200,
    );
    const next = texturePatches([{width: 20, height: 10, pixels}], {
      caller: 'a',
      side: 4,
      random: randomNumbers(1),
    });
    const places = Array.from({length: 500}, () => {
      const patch = next();
      expect(deviation(patch)).toBeGreaterThanOrEqual(0.08);
      const last = pixels.indexOf(patch[15]!);
      return last % 20;
    });
    expect([...new Set(places)].sort((a, b) => a - b)).toEqual([10, 11, 12, 13, 14, 15, 16, 17, 18, 19]);
  });
});

describe('readTextures', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tfjs-dbn-test-'));
  });
  afterEach(() => rmSync(folder, {recursive: true}));

  const write = (name: string, bytes: Uint8Array): string => {
    writeFileSync(join(folder, name), bytes);
    return join(folder, name);
  };
  const png = (image: Omit<ImageData, 'width' | 'height'>): Uint8Array =>
    encodePng({width: 3, height: 2, ...image});
  const read = async (): Promise<number[]> => Array.from((await readTextures(folder))[0]!.pixels);

  it.each([
    ['grey', {channels: 1, data: Uint8Array.of(0, 51, 102, 153, 204, 255)}],
    [
      'grey of two bytes',
      {channels: 1, depth: 16 as const, data: Uint16Array.of(0, 13107, 26214, 39321, 52428, 65535)},
    ],
    [
      'grey with transparency',
      {channels: 2, data: Uint8Array.of(0, 9, 51, 8, 102, 7, 153, 6, 204, 5, 255, 4)},
    ],
  ])('reads PNG files that are %s', async (_, image) => {
    write('a.png', png(image));
    (await read()).forEach((value, pixel) => expect(value).toBeCloseTo(pixel / 5, 6));
  });

  it('makes grey of colours', async () => {
    const data = Uint8Array.of(255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255, 0, 0, 0, 51, 51, 51);
    write('a.PNG', png({channels: 3, data}));
    const expected = [0.299, 0.587, 0.114, 1, 0, 0.2];
    (await read()).forEach((value, pixel) => expect(value).toBeCloseTo(expected[pixel]!, 6));
  });

  it('reads PNG files of palettes, and of less than a byte a pixel', async () => {
    // By hand: signature, header, palette, two rows of a filter byte and 2-bit values 0 1 2 and 2 1 0.
    const rows = Uint8Array.of(0, 0b00011000, 0, 0b10010000);
    const palette = Uint8Array.of(0, 0, 0, 51, 51, 51, 255, 255, 255);
    write('a.png', handMade({colorType: 3, depth: 2, rows, palette}));
    (await read()).forEach((value, pixel) => expect(value).toBeCloseTo([0, 0.2, 1, 1, 0.2, 0][pixel]!, 6));
    write('a.png', handMade({colorType: 0, depth: 2, rows}));
    (await read()).forEach((value, pixel) => expect(value).toBeCloseTo([0, 1, 2, 2, 1, 0][pixel]! / 3, 6));
  });

  it('reads JPEG files, and all files in order of their names, but no others', async () => {
    const data = new Uint8Array(4 * 64).fill(102);
    write('b.jpeg', encodeJpeg({width: 8, height: 8, data}, 100).data);
    write('a.jpg', encodeJpeg({width: 16, height: 4, data}, 100).data);
    write('c.png', png({channels: 1, data: new Uint8Array(6)}));
    write('d.txt', Uint8Array.of(1));
    const all = await readTextures(folder);
    expect(all.map(({width, height}) => [width, height])).toEqual([
      [16, 4],
      [8, 8],
      [3, 2],
    ]);
    for (const value of all[0]!.pixels) expect(Math.abs(value - 0.4)).toBeLessThan(0.02);
  });

  it('refuses a folder without images, and one that is missing', async () => {
    write('d.txt', Uint8Array.of(1));
    await expect(readTextures(folder)).rejects.toThrow(
      new Error(`${folder}: must hold .png or .jpg files, got none.`),
    );
    const none = join(folder, 'none');
    await expect(readTextures(none)).rejects.toThrow(
      `${none}: must be a folder with .png or .jpg files: ENOENT`,
    );
  });

  it.each<[string, string, () => Uint8Array, RegExp]>([
    [
      'text',
      'a.png',
      () => Buffer.from('hello, hello'),
      /a\.png: must be a whole PNG image, got another \(no PNG signature\)\.$/,
    ],
    ['a cut PNG file', 'a.png', () => grey().subarray(0, 50), /PNG image, got another \(cut short\)\.$/],
    ['a changed PNG file', 'a.png', () => changed(grey(), 20), /PNG image, got another \(.*\)\.$/],
    [
      'sides that nobody has',
      'a.png',
      () => handMade({colorType: 0, depth: 8, rows: new Uint8Array(1), width: 2 ** 31}),
      /PNG image, got another \(2147483648 x 2 pixels of at most 32000000\)\.$/,
    ],
    [
      'pixels that unpack to more than the sides say',
      'a.png',
      () => handMade({colorType: 0, depth: 8, rows: new Uint8Array(1e6)}),
      /PNG image, got another \(Cannot create a Buffer larger than \d+ bytes\)\.$/,
    ],
    [
      'an unknown colour type',
      'a.png',
      () => handMade({colorType: 5, depth: 8, rows: new Uint8Array(8)}),
      /\(colour type 5\)\.$/,
    ],
    [
      'text',
      'a.jpg',
      () => Buffer.from('hello'),
      /a\.jpg: must be a whole JPEG image, got another \(SOI not found\)\.$/,
    ],
    [
      'a cut JPEG file',
      'a.jpg',
      () =>
        Buffer.from(encodeJpeg({width: 8, height: 8, data: new Uint8Array(256)}, 50).data.subarray(0, 100)),
      /a\.jpg: must be a whole JPEG image, got another \(.*\)\.$/,
    ],
  ])('refuses %s as %s', async (_, name, bytes, message) => {
    const file = write(name, bytes());
    await expect(readTextures(folder)).rejects.toThrow(message);
    expect(readFileSync(file).length).toBeGreaterThan(0);
  });
});

const grey = (): Uint8Array => encodePng({width: 3, height: 2, channels: 1, data: new Uint8Array(6)});

function changed(bytes: Uint8Array, place: number): Uint8Array {
  const copy = Uint8Array.from(bytes);
  copy[place]! ^= 0xff;
  return copy;
}

/** Writes a PNG file of 3 x 2 pixels, part by part (PNG specification, section 5). */
function handMade({
  colorType,
  depth,
  rows,
  palette,
  width = 3,
}: {
  colorType: number;
  depth: number;
  rows: Uint8Array;
  palette?: Uint8Array;
  width?: number;
}): Uint8Array {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(2, 4);
  header.set([depth, colorType], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    ...(palette === undefined ? [] : [chunk('PLTE', palette)]),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', new Uint8Array(0)),
  ]);
}

function chunk(type: string, content: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type), content]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(content.length);
  check.writeUInt32BE(crc(body));
  return Buffer.concat([length, body, check]);
}

/** The CRC of the PNG specification, appendix D. */
function crc(bytes: Uint8Array): number {
  let rest = 0xffffffff;
  for (const byte of bytes) {
    rest ^= byte;
    for (let bit = 0; bit < 8; ++bit) rest = rest & 1 ? (rest >>> 1) ^ 0xedb88320 : rest >>> 1;
  }
  return (rest ^ 0xffffffff) >>> 0;
}
