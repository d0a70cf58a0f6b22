import {appendFile, mkdir, readFile, writeFile} from 'node:fs/promises';
import {dirname} from 'node:path';
import type {Outcome, Settings} from './Experiment.js';

/** The outcomes of an experiment in a file, a line of JSON each, so that what was trained is not lost. */
export interface Journal {
  outcomes: Outcome<Settings, unknown>[];
  append(outcome: Outcome<Settings, unknown>): Promise<void>;
}

/**
 * Opens the file of an experiment's outcomes, or begins one.
 *
 * @param file - Its path; folders on the way are made.
 * @param heading - What all outcomes have in common, its first line: of other data or of another form, they do not go together.
 * @throws Error when the file has outcomes under another heading, or a line that is none of its own.
 */
export async function openJournal(file: string, heading: string): Promise<Journal> {
  const lines = await readLines(file);
  const first = JSON.stringify({heading});
  const hasNone = lines?.length === 1 && lines[0]!.startsWith('{"heading":');
  if (lines === undefined || hasNone) {
    await mkdir(dirname(file), {recursive: true});
    await writeFile(file, `${first}\n`);
  } else if (lines[0] !== first) {
    throw new Error(
      `${file}: must begin with ${first}, got ${lines[0]!.slice(0, 200)}; choose another --output, or move it away.`,
    );
  }
  const outcomes = (lines ?? []).slice(1).map((line, place) => {
    const outcome = parse(line);
    if (outcome !== undefined) return outcome;
    throw new Error(`${file}: line ${String(place + 2)} must be an outcome, got ${line.slice(0, 60)}.`);
  });
  let last = Promise.resolve();
  return {
    outcomes,
    append(outcome) {
      outcomes.push(outcome);
      // One after the other: a long line is written in pieces, between which another one would end up.
      last = last.then(() => appendFile(file, `${JSON.stringify(outcome)}\n`));
      return last;
    },
  };
}

/** Reads the whole lines of a file; one that was being written when the process was killed is cut off. */
async function readLines(file: string): Promise<string[] | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  const end = text.lastIndexOf('\n') + 1;
  if (end === 0) return undefined;
  if (end < text.length) await writeFile(file, text.slice(0, end));
  return text.slice(0, end - 1).split('\n');
}

/** The outcome in a line; undefined where there is none, of null too, which has no properties. */
function parse(line: string): Outcome<Settings, unknown> | undefined {
  try {
    const {settings, result, seconds} = JSON.parse(line) as Partial<Outcome<Settings, unknown>>;
    const isOutcome = typeof settings === 'object' && (settings as object | null) !== null;
    return isOutcome && typeof seconds === 'number' ? {settings, result, seconds} : undefined;
  } catch {
    return undefined;
  }
}
