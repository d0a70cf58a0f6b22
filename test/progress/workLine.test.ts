import {workLine} from '../../src/progress.js';

/** What some work writes to the standard error stream, with a clock that `wait` moves on. */
function written(isTTY: boolean, work: (wait: (milliseconds: number) => void) => void): string[] {
  const lines: string[] = [];
  let now = 0;
  const spies = [
    jest.spyOn(process.stderr, 'write').mockImplementation((text) => lines.push(String(text)) > 0),
    jest.spyOn(performance, 'now').mockImplementation(() => now),
  ];
  const own = Object.getOwnPropertyDescriptor(process.stderr, 'isTTY');
  Object.defineProperty(process.stderr, 'isTTY', {value: isTTY, configurable: true});
  try {
    work((milliseconds) => (now += milliseconds));
  } finally {
    for (const spy of spies) spy.mockRestore();
    if (own === undefined) delete (process.stderr as {isTTY?: boolean}).isTTY;
    else Object.defineProperty(process.stderr, 'isTTY', own);
  }
  return lines;
}

describe('a line about work', () => {
  it('shows nothing of what takes less than a second', () => {
    const lines = written(true, (wait) => {
      const line = workLine('work');
      wait(900);
      line.progress(0.9);
      line.leave('done');
      line.end();
    });
    expect(lines).toEqual([]);
  });

  it('shows a bar with the time left on a terminal, and what was found', () => {
    const lines = written(true, (wait) => {
      const line = workLine('work');
      wait(2000);
      line.progress(0.25);
      line.progress(0.26);
      wait(6000);
      line.leave('12.3');
      line.end();
    });
    expect(lines).toEqual([
      '\r\u001b[2Kwork █████░░░░░░░░░░░░░░░ 6.0 s left',
      '\r\u001b[2Kwork  12.3  8.0 s\n',
    ]);
  });

  it('shows what was found where there is no terminal', () => {
    const lines = written(false, (wait) => {
      const line = workLine('work');
      wait(2000);
      line.progress(0.5);
      line.leave('12.3');
    });
    expect(lines).toEqual(['work  12.3  2.0 s\n']);
  });

  it('leaves no half-drawn line behind', () => {
    const lines = written(true, (wait) => {
      const line = workLine('work');
      wait(2000);
      line.progress(0.5);
      line.end();
    });
    expect(lines.at(-1)).toBe('\n');
  });
});
