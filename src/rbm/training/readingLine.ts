import {terminalLine} from '../../terminalLine.js';

/**
 * Makes a line about reading whose end nobody knows: on a terminal it shows how many rows there are so far, elsewhere nothing.
 *
 * @param args - `isSilent`: whether nothing is to be shown at all.
 */
export function readingLine(
  title: string,
  {isSilent}: {isSilent: boolean},
): {progress: (rows: number) => void; end: () => void} {
  const line = terminalLine();
  return {
    progress(rows) {
      if (!isSilent && line.isDue()) line.draw(`${title} ${rows.toLocaleString('en')} rows`);
    },
    end: () => line.end(),
  };
}
