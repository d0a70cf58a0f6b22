/** A product of two matrices whose values lie row by row. */
export interface Product {
  /** `[rows, terms]`; `[terms, rows]` where it is transposed. */
  a: Float32Array;
  /** `[terms, columns]`; `[columns, terms]` where it is transposed. */
  b: Float32Array;
  /** `[rows, columns]`, where the product goes. */
  out: Float32Array;
  rows: number;
  terms: number;
  columns: number;
  transposeA: boolean;
  transposeB: boolean;
}
