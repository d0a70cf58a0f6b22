import {inflateSync} from 'node:zlib';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** What pixels are made of; the rest, such as colour profiles, may unpack to any size. */
const NEEDED = ['IHDR', 'PLTE', 'IDAT', 'IEND'];
/** Values a pixel, by the colour type. */
const CHANNELS = new Map([
  [0, 1],
  [2, 3],
  [3, 1],
  [4, 2],
  [6, 4],
]);

/**
 * Makes a PNG file of another that a decoder can be trusted with: only the parts that pixels are made of, and these unpack to no more
 * than its sides promise. What else is wrong with it is the decoder's to say.
 *
 * @throws Error when it is no PNG file, is cut short, has more than `mostPixels`, or unpacks to more than its sides say.
 */
export function safePng(bytes: Buffer, mostPixels: number): Buffer {
  if (!bytes.subarray(0, 8).equals(SIGNATURE)) throw new Error('no PNG signature');
  const [kept, packed] = [[SIGNATURE] as Buffer[], [] as Buffer[]];
  let header: Buffer | undefined;
  for (let place = 8, type = ''; type !== 'IEND';) {
    if (place + 12 > bytes.length) throw new Error('cut short');
    const end = place + 12 + bytes.readUInt32BE(place);
    if (end > bytes.length) throw new Error('cut short');
    type = bytes.toString('latin1', place + 4, place + 8);
    const content = bytes.subarray(place + 8, end - 4);
    if (header === undefined) {
      if (type !== 'IHDR' || content.length !== 13) throw new Error('no header');
      header = content;
    } else if (type === 'IHDR') throw new Error('two headers');
    if (type === 'IDAT') packed.push(content);
    if (NEEDED.includes(type)) kept.push(bytes.subarray(place, end));
    place = end;
  }
  checkSize(header!, {packed: Buffer.concat(packed), mostPixels});
  return Buffer.concat(kept);
}

function checkSize(header: Buffer, {packed, mostPixels}: {packed: Buffer; mostPixels: number}): void {
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  if (width === 0 || height === 0 || width * height > mostPixels) {
    throw new Error(`${width} x ${height} pixels of at most ${mostPixels}`);
  }
  const bits = header[8]! * (CHANNELS.get(header[9]!) ?? NaN);
  // A byte a row for its filter; interlaced, an image is seven with rows of their own.
  const most = height * (1 + Math.ceil((width * bits) / 8)) + 14 * (width + height);
  if (!(most > 0)) throw new Error(`colour type ${String(header[9])}`);
  inflateSync(packed, {maxOutputLength: most});
}
