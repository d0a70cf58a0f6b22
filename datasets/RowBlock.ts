/** Rows that were read together. */
export interface RowBlock {
  rows: number;
  /** `rows * columns` values, row by row. */
  values: Uint8Array | Float32Array;
  /** The label of each row, where there are labels. */
  labels?: Uint8Array | Float32Array;
  /** The rows in the order in which they are taken. @defaultValue that in which they lie */
  order?: Uint32Array;
}

/** Makes one block of several; their orders are left out. */
export function joinBlocks(blocks: readonly RowBlock[]): RowBlock {
  const rows = blocks.reduce((sum, block) => sum + block.rows, 0);
  const values = joinArrays(blocks.map((block) => block.values));
  if (blocks[0]!.labels === undefined) return {rows, values};
  return {rows, values, labels: joinArrays(blocks.map(({labels}) => labels!))};
}

function joinArrays(arrays: readonly (Uint8Array | Float32Array)[]): Uint8Array | Float32Array {
  const length = arrays.reduce((sum, array) => sum + array.length, 0);
  const joined = arrays[0] instanceof Float32Array ? new Float32Array(length) : new Uint8Array(length);
  let place = 0;
  for (const array of arrays) {
    joined.set(array, place);
    place += array.length;
  }
  return joined;
}
