import {pack} from './pack';
import {
  TASK_COLUMNS, a, aRowStride, aTermStride, b, bColumnStride, bTermStride, columns, lists, out, packed, panels, rows, terms,
} from './plan';
import {listAll, listTerms, multiplyTile} from './tile';

/** Bytes of one list of terms. */
// @ts-ignore: a decorator of AssemblyScript.
@inline
function listBytes(): u32 {
  return (terms() + 1) << 2;
}

/** Packs the left-hand side, before any task. */
export function prepare(): void {
  let panel = packed(), list = lists();
  for (let row: u32 = 0; row < rows(); row += 4) {
    pack(panel, 16, a() + row * aRowStride(), aRowStride(), aTermStride(), rows() - row, terms());
    listTerms(list, panel, terms());
    panel += terms() << 4;
    list += listBytes();
  }
  listAll(list, terms());
}

/** The tasks of a product, which may be done in any order: each makes some columns, for all rows. */
export function countTasks(): u32 {
  return (columns() + TASK_COLUMNS - 1) / TASK_COLUMNS;
}

/** @param scratch - A panel, and 128 bytes behind it. */
export function runTask(task: u32, scratch: usize): void {
  const first = task * TASK_COLUMNS;
  const end = min(first + TASK_COLUMNS, columns());
  for (let column = first; column < end; column += 8) {
    const width = min<u32>(8, end - column);
    const isInfinite = packColumns(scratch, column, width);
    const stride = columns() << 2;
    const tile = scratch + (terms() << 5);
    const allTerms = lists() + ((rows() + 3) >> 2) * listBytes();
    let to = out() + (column << 2), panel = packed(), list = lists();
    for (let row: u32 = 0; row < rows(); row += 4) {
      const height = min<u32>(4, rows() - row);
      const isWhole = height == 4 && width == 8;
      multiplyTile(isWhole ? to : tile, isWhole ? stride : 32, panel, scratch, isInfinite ? allTerms : list);
      if (!isWhole) {
        for (let line: u32 = 0; line < height; ++line) memory.copy(to + line * stride, tile + (line << 5), width << 2);
      }
      to += stride << 2;
      panel += terms() << 4;
      list += listBytes();
    }
  }
}

/** Packs up to 8 columns; returns whether a value is not finite. */
function packColumns(to: usize, column: u32, width: u32): bool {
  const left = b() + column * bColumnStride();
  const isInfinite = pack(to, 32, left, bColumnStride(), bTermStride(), width, terms());
  if (width <= 4) return isInfinite;
  const right = left + (bColumnStride() << 2);
  return pack(to + 16, 32, right, bColumnStride(), bTermStride(), width - 4, terms()) || isInfinite;
}
