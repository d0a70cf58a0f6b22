import {pack} from './pack';
import {plan, TASK_COLUMNS} from './plan';
import {listAll, listTerms, multiplyTile} from './tile';

/** Bytes of one list of terms. */
@inline
function listBytes(): u32 {
  return (plan().terms + 1) << 2;
}

/** Packs the left-hand side, before any task. */
export function prepare(): void {
  let panel = plan().packed, list = plan().lists;
  for (let row: u32 = 0; row < plan().rows; row += 4) {
    pack(panel, 16, plan().a + row * plan().aRowStride, plan().aRowStride, plan().aTermStride, plan().rows - row, plan().terms);
    listTerms(list, panel, plan().terms);
    panel += plan().terms << 4;
    list += listBytes();
  }
  listAll(list, plan().terms);
}

/** The tasks of a product, which may be done in any order: each makes some columns, for all rows. */
export function countTasks(): u32 {
  return (plan().columns + TASK_COLUMNS - 1) / TASK_COLUMNS;
}

/** @param scratch - A panel, and 128 bytes behind it. */
export function runTask(task: u32, scratch: usize): void {
  const first = task * TASK_COLUMNS;
  const end = min(first + TASK_COLUMNS, plan().columns);
  for (let column = first; column < end; column += 8) {
    const width = min<u32>(8, end - column);
    const isInfinite = packColumns(scratch, column, width);
    const stride = plan().columns << 2;
    const tile = scratch + (plan().terms << 5);
    const allTerms = plan().lists + ((plan().rows + 3) >> 2) * listBytes();
    let to = plan().out + (column << 2), panel = plan().packed, list = plan().lists;
    for (let row: u32 = 0; row < plan().rows; row += 4) {
      const height = min<u32>(4, plan().rows - row);
      const isWhole = height == 4 && width == 8;
      multiplyTile(isWhole ? to : tile, isWhole ? stride : 32, panel, scratch, isInfinite ? allTerms : list);
      if (!isWhole) {
        for (let line: u32 = 0; line < height; ++line) memory.copy(to + line * stride, tile + (line << 5), width << 2);
      }
      to += stride << 2;
      panel += plan().terms << 4;
      list += listBytes();
    }
  }
}

/** Packs up to 8 columns; returns whether a value is not finite. */
function packColumns(to: usize, column: u32, width: u32): bool {
  const left = plan().b + column * plan().bColumnStride;
  const isInfinite = pack(to, 32, left, plan().bColumnStride, plan().bTermStride, width, plan().terms);
  if (width <= 4) return isInfinite;
  const right = left + (plan().bColumnStride << 2);
  return pack(to + 16, 32, right, plan().bColumnStride, plan().bTermStride, width - 4, plan().terms) || isInfinite;
}
