/** Letters that may differ between a name and the one that was meant. */
const MOST_TYPOS = 2;

/** Lists programs or data sets, one a line, with what each is about. */
export function listOf(programs: Readonly<Record<string, {about: string}>>): string {
  const width = Math.max(...Object.keys(programs).map((name) => name.length)) + 3;
  return Object.entries(programs)
    .map(([name, {about}]) => `  ${name.padEnd(width)}${about}`)
    .join('\n');
}

/**
 * Makes the error for an unknown name: it has the names that were probably meant, and the help.
 *
 * @param args - `command`: the script of package.json; `names`: all that there are.
 */
export function unknownName(
  name: string,
  {command, names, help}: {command: string; names: readonly string[]; help: string},
): Error {
  const near = names.filter((known) => isNear(name, known));
  const advice = near.length === 0 ? '.' : `; did you mean ${near.join(' or ')}?`;
  return new Error(`${command}: NAME must be in the list below, got '${name}'${advice}\n\n${help}`);
}

function isNear(name: string, known: string): boolean {
  if (name.length > 2 && (known.includes(name) || name.includes(known))) return true;
  return typos(name.toLowerCase(), known) <= MOST_TYPOS;
}

/** Counts the letters to insert, delete or replace in one text to make another of it: the Levenshtein distance. */
function typos(from: string, to: string): number {
  let above = Array.from({length: to.length + 1}, (_, place) => place);
  for (const [row, letter] of Array.from(from).entries()) {
    const next = [row + 1];
    for (let place = 1; place <= to.length; ++place) {
      const replaced = above[place - 1]! + Number(letter !== to[place - 1]);
      next.push(Math.min(replaced, above[place]! + 1, next[place - 1]! + 1));
    }
    above = next;
  }
  return above[to.length]!;
}
