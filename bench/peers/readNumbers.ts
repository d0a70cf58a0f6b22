import {open} from 'node:fs/promises';
import type {PeerArgs} from './PeerArgs.js';

/**
 * Reads the rows that this process trains on, and no more of the file, which would count as memory that it needs.
 *
 * @throws Error when the file has fewer.
 */
export async function readNumbers({data, rows, sizes}: PeerArgs): Promise<Float32Array> {
  const numbers = new Float32Array(rows * sizes[0]);
  const file = await open(data);
  const {bytesRead} = await file.read(new Uint8Array(numbers.buffer));
  await file.close();
  if (bytesRead === numbers.byteLength) return numbers;
  throw new Error(`readNumbers: ${data} must have ${numbers.byteLength} bytes, got ${bytesRead}.`);
}
