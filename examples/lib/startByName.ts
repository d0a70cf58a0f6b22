import {listOf, unknownName} from './byName.js';
import {exitWithError} from './exitWithError.js';

/** A program that takes its own options from the command line. */
export interface Program {
  /** What it does, in a line. */
  about: string;
  start: () => unknown;
}

/** Starts the program that the command line names, or lists all of them where it names none. */
export async function startByName(
  command: string,
  programs: Readonly<Record<string, Program>>,
): Promise<void> {
  const help = `Usage: npm run ${command} -- NAME [options]\n\n${listOf(programs)}`;
  const [name] = process.argv.splice(2, 1);
  if (name === undefined || name === '--help' || name === '-h') console.log(help);
  else if (Object.hasOwn(programs, name)) await programs[name]!.start();
  else exitWithError(unknownName(name, {command, names: Object.keys(programs), help}), help);
}
