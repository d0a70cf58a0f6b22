import {
  findOffsetInput, Flag, formOfHidden, formOfVisible, hiddenBits, hiddenGivenVisible, transposeBlock, visibleGivenHidden,
} from './conditional';
import {listColumns, listDataColumns, listDataRows, listRows} from './lists';
import {Phase, plan} from './plan';
import {Form, formOfData} from './product';
import {summarise, updateHidden, updateVisible, updateWeights} from './update';

/** The phases of a step; threads meet after each. */
export const enum Kind {
  listData,
  hiddenGivenData,
  listHidden,
  visibleGivenHidden,
  listVisible,
  hiddenGivenVisible,
  update,
}

/** How many tasks a phase has, which threads share. */
export function tasks(phase: Phase): u32 {
  const rowGroups = (phase.rows + 3) >> 2;
  switch (phase.kind) {
    case Kind.listData:
      return rowGroups + plan.visibleBlocks + plan.hiddenBlocks;
    case Kind.listHidden:
      return rowGroups + plan.hiddenBlocks;
    case Kind.listVisible:
      return rowGroups + plan.visibleBlocks;
    case Kind.visibleGivenHidden:
      return plan.visibleBlocks * plan.slices;
    case Kind.update:
      return plan.hiddenBlocks * plan.slices + plan.visibleBlocks + plan.hiddenBlocks;
    default:
      return plan.hiddenBlocks * plan.slices;
  }
}

/** How many tasks of a phase are done together: the slices of a block share the tables of its sums. */
export function grain(phase: Phase): u32 {
  let form = Form.active;
  if (phase.kind == Kind.visibleGivenHidden) form = formOfHidden(phase.rows);
  else if (phase.kind == Kind.hiddenGivenData) form = formOfData(phase.rows);
  else if (phase.kind == Kind.hiddenGivenVisible) form = formOfVisible(phase.rows, phase.flags);
  return form == Form.tabled ? plan.slices : 1;
}

/** Does some of a phase's tasks: what each does to memory does not depend on who does it, or on which go together. */
export function runTasks(phase: Phase, first: u32, last: u32, scratch: usize): void {
  switch (phase.kind) {
    case Kind.listData:
    case Kind.listVisible:
    case Kind.listHidden:
      runLists(phase, first, last);
      return;
    case Kind.update:
      runUpdates(phase, first, last, scratch);
      return;
    default:
      runBlocks(phase, first, last, scratch);
  }
}

function runLists(phase: Phase, first: u32, last: u32): void {
  const rowGroups = (phase.rows + 3) >> 2;
  if (first < rowGroups) {
    const from = first * 4;
    const to = min(min(last, rowGroups) * 4, phase.rows);
    if (phase.kind == Kind.listData) listDataRows(from, to);
    else if (phase.kind == Kind.listHidden) {
      listRows(hiddenBits(phase.flags), plan.hiddenBlocks, from, to, plan.rowCounts, plan.rowOffsets);
    } else listRows(plan.visibleBits, plan.visibleBlocks, from, to, plan.rowCounts, plan.rowOffsets);
  }
  for (let task = max(first, rowGroups); task < last; ++task) {
    const block = task - rowGroups;
    if (phase.kind == Kind.listData) {
      if (block >= plan.visibleBlocks) findOffsetInput(block - plan.visibleBlocks);
      else if (!(phase.flags & Flag.output)) {
        listDataColumns(block, phase.rows);
        transposeBlock(block);
      }
    } else if (phase.kind == Kind.listVisible) {
      if (phase.flags & Flag.columns) listColumns(block, phase.rows);
    } else if (phase.flags & Flag.summarise) summarise(block);
  }
}

function runUpdates(phase: Phase, first: u32, last: u32, scratch: usize): void {
  const cells = plan.hiddenBlocks * plan.slices;
  if (first < cells) runBlocks(phase, first, min(last, cells), scratch);
  for (let task = max(first, cells); task < last; ++task) {
    const block = task - cells;
    if (block < plan.visibleBlocks) updateVisible(block, phase.flags);
    else updateHidden(block - plan.visibleBlocks);
  }
}

/** Joins tasks that are slices of one block. */
function runBlocks(phase: Phase, first: u32, last: u32, scratch: usize): void {
  const slices = plan.slices;
  for (let task = first; task < last; ) {
    const block = task / slices;
    const end = min(last, (block + 1) * slices);
    runSlices(phase, block, task - block * slices, end - block * slices, scratch);
    task = end;
  }
}

function runSlices(phase: Phase, block: u32, first: u32, last: u32, scratch: usize): void {
  const slices = plan.slices;
  if (phase.kind == Kind.update) {
    const from = (first * plan.visibleBlocks) / slices;
    const to = (last * plan.visibleBlocks) / slices;
    updateWeights(block, from, to, phase.flags, scratch);
    return;
  }
  const groups = (phase.rows + 3) >> 2;
  const from = ((first * groups) / slices) * 4;
  const to = min(((last * groups) / slices) * 4, phase.rows);
  if (from >= to) return;
  const rows = phase.rows;
  if (phase.kind == Kind.visibleGivenHidden) {
    visibleGivenHidden(block, from, to, rows, phase.flags, phase.key0, phase.key1, scratch);
  } else {
    const isData = phase.kind == Kind.hiddenGivenData;
    hiddenGivenVisible(isData, block, from, to, rows, phase.flags, phase.key0, phase.key1, scratch);
  }
}
