/** The fields of a class of the kernels, in order, each of one word. */
export type Fields = readonly (readonly [name: string, type: 'u32' | 'usize' | 'i32' | 'f32'])[];

/** The values of all fields. */
export type RecordOf<Own extends Fields> = Record<Own[number][0], number>;

/** A memory as floats, and as words. */
interface Views {
  floats: Float32Array;
  words: Uint32Array;
}

/** Writes a record for the kernels, at an address in bytes. */
export function writeRecord<Own extends Fields>(
  {floats, words}: Views,
  address: number,
  {fields, values}: {fields: Own; values: RecordOf<Own>},
): void {
  for (const [place, [name, type]] of fields.entries()) {
    const view = type === 'f32' ? floats : words;
    view[address / 4 + place] = values[name as Own[number][0]];
  }
}

/** Returns which word of a record a field is. */
export function placeOf<Own extends Fields>(fields: Own, name: Own[number][0]): number {
  return fields.findIndex(([own]) => own === name);
}
