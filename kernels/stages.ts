import {findHiddenGradient, findVisibleGradient, moveHidden, moveVisible, summarize} from './biases';
import {
  findCommonInput, formOfHidden, formOfVisible, hiddenGivenVisible, transposeBlock, visibleGivenHidden,
} from './conditional';
import {drawKept, keepStates} from './dropout';
import {Flag, leavesOut, seenHiddenBits} from './flags';
import {listColumns, listDataColumns, listDataRows, listRows} from './lists';
import {shorten} from './norm';
import {Stage, plan} from './plan';
import {Form, formOfData} from './product';
import {updateWeights} from './update';
import {seeData} from './variance';

/** The stages of a step; threads meet after each. */
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

/** How many tasks a stage has, which threads share. */
export function tasks(stage: Stage): u32 {
  const rowGroups = (stage.rows + 3) >> 2;
  switch (stage.kind) {
    case Kind.listData:
      return rowGroups + plan.visibleBlocks + plan.hiddenBlocks;
    case Kind.listHidden:
      return rowGroups + plan.hiddenBlocks;
    case Kind.listVisible:
      return rowGroups + plan.visibleBlocks;
    case Kind.visibleGivenHidden:
      return plan.visibleBlocks * plan.slices;
    case Kind.update:
      return plan.hiddenBlocks * plan.slices + (stage.flags & Flag.apart ? 0 : plan.visibleBlocks + plan.hiddenBlocks);
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

/** How many tasks of a stage are done together: the slices of a block share the tables of its sums. */
export function grain(stage: Stage): u32 {
  let form = Form.active;
  if (stage.kind == Kind.visibleGivenHidden) form = formOfHidden(stage.rows, stage.flags);
  else if (stage.kind == Kind.hiddenGivenData) form = formOfData(stage.rows);
  else if (stage.kind == Kind.hiddenGivenVisible) form = formOfVisible(stage.rows, stage.flags);
  return form == Form.tabled ? plan.slices : 1;
}

/** Does some of a stage's tasks: what each does to memory does not depend on who does it, or on which go together. */
export function runTasks(stage: Stage, first: u32, last: u32, scratch: usize): void {
  switch (stage.kind) {
    case Kind.listData:
    case Kind.listVisible:
    case Kind.listHidden:
      runLists(stage, first, last);
      return;
    case Kind.update:
      runUpdates(stage, first, last, scratch);
      return;
    case Kind.seeData:
      for (let block = first; block < last; ++block) seeData(block, stage.rows);
      return;
    case Kind.drawKept:
      drawKept(first * 4, min(last * 4, stage.rows), stage.flags, stage.key0, stage.key1, scratch);
      return;
    case Kind.findGradients:
    case Kind.moveBiases:
      runBiases(stage, first, last);
      return;
    case Kind.shorten:
      for (let block = first; block < last; ++block) shorten(block);
      return;
    default:
      runBlocks(stage, first, last, scratch);
  }
}

function runLists(stage: Stage, first: u32, last: u32): void {
  const rowGroups = (stage.rows + 3) >> 2;
  if (first < rowGroups) {
    const from = first * 4;
    const to = min(min(last, rowGroups) * 4, stage.rows);
    if (stage.kind == Kind.listData) listDataRows(from, to);
    else if (stage.kind == Kind.listHidden) {
      if (leavesOut(stage.flags)) keepStates(from, to, stage.flags);
      listRows(seenHiddenBits(stage.flags), plan.hiddenBlocks, from, to, plan.rowCounts, plan.rowOffsets);
    } else listRows(plan.visibleBits, plan.visibleBlocks, from, to, plan.rowCounts, plan.rowOffsets);
  }
  for (let task = max(first, rowGroups); task < last; ++task) {
    const block = task - rowGroups;
    if (stage.kind == Kind.listData) {
      if (block >= plan.visibleBlocks) findCommonInput(block - plan.visibleBlocks);
      else if (!(stage.flags & Flag.output)) {
        listDataColumns(block, stage.rows);
        transposeBlock(block);
      }
    } else if (stage.kind == Kind.listVisible) {
      if (stage.flags & Flag.columns) listColumns(block, stage.rows);
    } else if (stage.flags & Flag.summarize) summarize(block);
  }
}

function runUpdates(stage: Stage, first: u32, last: u32, scratch: usize): void {
  const cells = plan.hiddenBlocks * plan.slices;
  if (first < cells) runBlocks(stage, first, min(last, cells), scratch);
  if (last > cells) runBiases(stage, max(first, cells) - cells, last - cells);
}

/** Finds the gradients of the biases, or moves them, or both where the weights' have no part in it. */
function runBiases(stage: Stage, first: u32, last: u32): void {
  for (let task = first; task < last; ++task) {
    if (task < plan.visibleBlocks) {
      if (stage.kind != Kind.moveBiases) findVisibleGradient(task, stage.flags);
      if (stage.kind != Kind.findGradients) moveVisible(task, stage.flags);
    } else {
      const block = task - plan.visibleBlocks;
      if (stage.kind != Kind.moveBiases) findHiddenGradient(block, stage.flags);
      if (stage.kind != Kind.findGradients) moveHidden(block, stage.flags);
    }
  }
}

/** Joins tasks that are slices of one block. */
function runBlocks(stage: Stage, first: u32, last: u32, scratch: usize): void {
  const slices = plan.slices;
  for (let task = first; task < last; ) {
    const block = task / slices;
    const end = min(last, (block + 1) * slices);
    runSlices(stage, block, task - block * slices, end - block * slices, scratch);
    task = end;
  }
}

function runSlices(stage: Stage, block: u32, first: u32, last: u32, scratch: usize): void {
  const slices = plan.slices;
  if (stage.kind == Kind.update) {
    const from = (first * plan.visibleBlocks) / slices;
    const to = (last * plan.visibleBlocks) / slices;
    updateWeights(block, from, to, stage.flags, scratch);
    return;
  }
  const groups = (stage.rows + 3) >> 2;
  const from = ((first * groups) / slices) * 4;
  const to = min(((last * groups) / slices) * 4, stage.rows);
  if (from >= to) return;
  const rows = stage.rows;
  if (stage.kind == Kind.visibleGivenHidden) {
    visibleGivenHidden(block, from, to, rows, stage.flags, stage.key0, stage.key1, scratch);
  } else {
    const isData = stage.kind == Kind.hiddenGivenData;
    hiddenGivenVisible(isData, block, from, to, rows, stage.flags, stage.key0, stage.key1, scratch);
  }
}
