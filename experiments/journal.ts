import {appendFile, mkdir, writeFile} from 'node:fs/promises';
import {dirname} from 'node:path';
import type {Outcome, Settings} from './Experiment.js';
import {readText} from './readText.js';

/** The outcomes of an experiment in a file, a line of JSON each, so that what was trained is not lost. */
export interface Journal {
  outcomes: Outcome<Settings, unknown>[];
  append(outcome: Outcome<Settings, unknown>): Promise<void>;
}

/** How the first line of such a file begins. */
const HEADING = '{"heading":';

/**
 * Opens the file of an experiment's outcomes, or begins one.
 *
 * @param file - Its path; folders on the way are made.
 * @param heading - What all outcomes have in common, its first line: of other data or of another form, they do not go together.
 * @throws Error when the file has outcomes under another heading, or a line that is none of its own.
 */
export async function openJournal(file: string, heading: string): Promise<Journal> {
  const first = JSON.stringify({heading});
  const text = await readText(file);
  const lines = text.split('\n').slice(0, -1);
  if (lines.length <= 1 && isBegun(lines[0] ?? text)) {
    await mkdir(dirname(file), {recursive: true});
    await writeFile(file, `${first}\n`);
  } else if (lines[0] !== first) {
    throw new Error(
      `${file}: must begin with ${first}, got ${text.slice(0, 200).split('\n')[0]!}; choose another --output, or move it away.`,
    );
  }
  const outcomes = lines.slice(1).map((line, place) => {
    const outcome = parse(line);
    if (outcome !== undefined) return outcome;
    throw new Error(`${file}: line ${place + 2} must be an outcome, got ${line.slice(0, 60)}.`);
  });
  // A line that was being written when the process was killed is cut off.
  if (outcomes.length > 0 && !text.endsWith('\n')) await writeFile(file, `${lines.join('\n')}\n`);
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

/** Whether a first line, or what was written of it, is a heading, whatever it says. */
function isBegun(line: string): boolean {
  return line.startsWith(HEADING) || HEADING.startsWith(line);
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
