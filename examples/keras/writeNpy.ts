import {writeFile} from 'node:fs/promises';

/** NumPy's names of what an element is. */
const KINDS = {Float32Array: '<f4', Uint8Array: '|u1'};

/** The header fills whole blocks of so many bytes, so that the numbers begin at a round address. */
const BLOCK = 64;

/**
 * Writes an array as an `.npy` file, which `numpy.load` reads.
 *
 * @param values - The elements, row by row.
 * @throws RangeError when the shape is not that of so many elements.
 *
 * Source: the format's version 1.0, `numpy.lib.format`.
 */
export async function writeNpy(
  file: string,
  {values, shape}: {values: Float32Array | Uint8Array; shape: readonly number[]},
): Promise<void> {
  if (shape.reduce((size, side) => size * side, 1) !== values.length) {
    throw new RangeError(
      `writeNpy: shape must be that of ${values.length} elements, got [${shape.join(', ')}].`,
    );
  }
  const kind = values instanceof Float32Array ? KINDS.Float32Array : KINDS.Uint8Array;
  const sides = shape.map((side) => `${side},`).join(' ');
  const dictionary = `{'descr': '${kind}', 'fortran_order': False, 'shape': (${sides}), }`;
  // A magic word, the version, and the header's length take 10 bytes; a line break ends the header.
  const length = Math.ceil((10 + dictionary.length + 1) / BLOCK) * BLOCK - 10;
  const start = Buffer.from('\x93NUMPY\x01\x00\x00\x00', 'latin1');
  start.writeUInt16LE(length, 8);
  const header = Buffer.from(`${dictionary.padEnd(length - 1)}\n`, 'latin1');
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  await writeFile(file, Buffer.concat([start, header, bytes]));
}
