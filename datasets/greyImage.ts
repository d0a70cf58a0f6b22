import {readFile, stat} from 'node:fs/promises';
import {convertIndexedToRgb, decode as decodePng} from 'fast-png';
import {decode as decodeJpeg} from 'jpeg-js';
import {safePng} from './safePng.js';
import type {Texture} from './textures.js';

/** A file of more bytes, or an image of more pixels, is no photograph to cut patches from. */
const [MOST_BYTES, MOST_PIXELS] = [64 * 2 ** 20, 32e6];

/** Pixels as a decoder returns them. */
interface Decoded {
  width: number;
  height: number;
  /** Values from 0 to `largest`, `channels` a pixel. */
  data: ArrayLike<number>;
  channels: number;
  largest: number;
}

/** Whether a file is an image that {@link greyImage} reads, by its name. */
export function isImageFile(name: string): boolean {
  return /\.(png|jpe?g)$/i.test(name);
}

/**
 * Reads a PNG or JPEG file, in colour or grey, as a grey image: 0.299 red + 0.587 green + 0.114 blue (Rec. 601), without what is said of
 * transparency.
 *
 * @throws Error, which names the file, when it is not what its name says, is damaged, or has more than 64 MiB or 32 million pixels.
 */
export async function greyImage(file: string): Promise<Texture> {
  const {size} = await stat(file);
  if (size > MOST_BYTES) {
    throw new Error(`${file}: must have at most ${MOST_BYTES} bytes, got ${size}.`);
  }
  const bytes = await readFile(file);
  const [kind, decode] = /\.png$/i.test(file) ? (['PNG', png] as const) : (['JPEG', jpeg] as const);
  let decoded: Decoded;
  try {
    decoded = decode(bytes);
  } catch (error) {
    const {message} = error as Error;
    throw new Error(`${file}: must be a whole ${kind} image, got another (${message}).`, {cause: error});
  }
  return toGrey(decoded);
}

function png(bytes: Buffer): Decoded {
  const decoded = decodePng(safePng(bytes, MOST_PIXELS), {checkCrc: true});
  const {width, height, depth} = decoded;
  if (decoded.palette !== undefined) {
    return {width, height, data: convertIndexedToRgb(decoded), channels: 3, largest: 255};
  }
  const {data, channels} = decoded;
  if (depth >= 8) return {width, height, data, channels, largest: 2 ** depth - 1};
  const values = unpack(decoded);
  return {width, height, data: values, channels: 1, largest: 2 ** depth - 1};
}

/** Values of less than a byte, which only grey images have; each row begins with a byte. */
function unpack({
  width,
  height,
  depth,
  data,
}: {
  width: number;
  height: number;
  depth: number;
  data: ArrayLike<number>;
}): Uint8Array {
  const [perByte, rowBytes] = [8 / depth, Math.ceil((width * depth) / 8)];
  return Uint8Array.from({length: width * height}, (_, pixel) => {
    const [x, y] = [pixel % width, Math.floor(pixel / width)];
    const byte = data[y * rowBytes + Math.floor(x / perByte)]!;
    return (byte >> (8 - depth * ((x % perByte) + 1))) & (2 ** depth - 1);
  });
}

function jpeg(bytes: Buffer): Decoded {
  const {width, height, data} = decodeJpeg(bytes, {
    useTArray: true,
    formatAsRGBA: false,
    tolerantDecoding: false,
    maxResolutionInMP: MOST_PIXELS / 1e6,
    maxMemoryUsageInMB: 1024,
  });
  return {width, height, data, channels: 3, largest: 255};
}

function toGrey({width, height, data, channels, largest}: Decoded): Texture {
  const pixels = new Float32Array(width * height);
  for (let pixel = 0; pixel < pixels.length; ++pixel) {
    const at = pixel * channels;
    // One or two channels: grey, and how opaque it is.
    const grey = channels < 3 ? data[at]! : 0.299 * data[at]! + 0.587 * data[at + 1]! + 0.114 * data[at + 2]!;
    pixels[pixel] = Math.min(1, grey / largest);
  }
  return {width, height, pixels};
}
