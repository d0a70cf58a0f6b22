import {findHiddenGradient, findVisibleGradient, moveHidden, moveVisible, summarise} from './biases';
import {
  findOffsetInput, formOfHidden, formOfVisible, hiddenGivenVisible, transposeBlock, visibleGivenHidden,
} from './conditional';
import {drawKept, keepStates} from './dropout';
import {Flag, leavesOut, seenHiddenBits} from './flags';
import {listColumns, listDataColumns, listDataRows, listRows} from './lists';
import {shorten} from './norm';
import {Phase, plan} from './plan';
import {Form, formOfData} from './product';
import {updateWeights} from './update';
import {seeData} from './variance';

/** The phases of a step; threads meet after each. */
export const enum Kind {
  listData,
  hiddenGivenData,
  listHidden,
  visibleGivenHidden,
  listVisible,
  hiddenGivenVisible,
  update,
  seeData,
  drawKept,
  findGradients,
  moveBiases,
  shorten,
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
      return plan.hiddenBlocks * plan.slices + (phase.flags & Flag.apart ? 0 : plan.visibleBlocks + plan.hiddenBlocks);
    case Kind.seeData:
      return plan.visibleBlocks;
    case Kind.drawKept:
      return rowGroups;
    case Kind.findGradients:
    case Kind.moveBiases:
      return plan.visibleBlocks + plan.hiddenBlocks;
    case Kind.shorten:
      return plan.hiddenBlocks;
    default:
      return plan.hiddenBlocks * plan.slices;
  }
}

/** How many tasks of a phase are done together: the slices of a block share the tables of its sums. */
export function grain(phase: Phase): u32 {
  let form = Form.active;
  if (phase.kind == Kind.visibleGivenHidden) form = formOfHidden(phase.rows, phase.flags);
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
    case Kind.seeData:
      for (let block = first; block < last; ++block) seeData(block, phase.rows);
      return;
    case Kind.drawKept:
      drawKept(first * 4, min(last * 4, phase.rows), phase.flags, phase.key0, phase.key1, scratch);
      return;
    case Kind.findGradients:
    case Kind.moveBiases:
      runBiases(phase, first, last);
      return;
    case Kind.shorten:
      for (let block = first; block < last; ++block) shorten(block);
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
      if (leavesOut(phase.flags)) keepStates(from, to, phase.flags);
      listRows(seenHiddenBits(phase.flags), plan.hiddenBlocks, from, to, plan.rowCounts, plan.rowOffsets);
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
  if (last > cells) runBiases(phase, max(first, cells) - cells, last - cells);
}

/** Finds the gradients of the biases, or moves them, or both where the weights' have no part in it. */
function runBiases(phase: Phase, first: u32, last: u32): void {
  for (let task = first; task < last; ++task) {
    if (task < plan.visibleBlocks) {
      if (phase.kind != Kind.moveBiases) findVisibleGradient(task, phase.flags);
      if (phase.kind != Kind.findGradients) moveVisible(task, phase.flags);
    } else {
      const block = task - plan.visibleBlocks;
      if (phase.kind != Kind.moveBiases) findHiddenGradient(block, phase.flags);
      if (phase.kind != Kind.findGradients) moveHidden(block, phase.flags);
    }
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
