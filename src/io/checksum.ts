import {crc32} from './crc32.js';

/**
 * Returns a number that what is saved has in common with few other things, in hexadecimal digits: it shows damage, and no forgery.
 *
 * @param topology - What the file says of itself.
 * @param weights - The list of its tensors, and their values.
 */
export async function checksum(
  {class_name, version, config}: Record<'class_name' | 'version' | 'config', unknown>,
  {specs, data}: {specs: unknown; data: ArrayBuffer},
): Promise<string> {
  const text = new TextEncoder().encode(JSON.stringify([class_name, version, config, specs]));
  return (await crc32([text, new Uint8Array(data)])).toString(16).padStart(8, '0');
}
