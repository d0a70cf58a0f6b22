import {duration, timeLeft} from '../../../examples/lib/timeLeft.js';

describe('timeLeft', () => {
  it('goes by the pace since it was first asked, not by what was done before', () => {
    let now = 1000;
    const left = timeLeft(() => now);
    expect(left(50, 100)).toBe('time left not known yet');
    now += 10_000;
    expect(left(60, 100)).toBe('40 s left');
    now += 10_000;
    expect(left(80, 100)).toBe('13 s left');
    expect(left(100, 100)).toBe('none left');
  });

  it('has none left where all was done before', () => {
    expect(timeLeft()(14, 14)).toBe('none left');
  });

  it('measures anew with new work, of which less is done', () => {
    let now = 0;
    const left = timeLeft(() => now);
    left(0, 10);
    now = 100_000;
    expect(left(10, 10)).toBe('none left');
    expect(left(1, 10)).toBe('time left not known yet');
    now += 1000;
    expect(left(2, 10)).toBe('8 s left');
  });

  it('takes in what became wanted meanwhile', () => {
    let now = 0;
    const left = timeLeft(() => now);
    left(0, 10);
    now = 60_000;
    expect(left(1, 10)).toBe('9 min left');
    expect(left(1, 130)).toBe('2 h 9 min left');
  });
});

describe('duration', () => {
  it.each([
    [0, '0 s'],
    [89.4, '89 s'],
    [90, '2 min'],
    [5399, '1 h 30 min'],
    [7200, '2 h 0 min'],
  ])('%d seconds are %s', (seconds, words) => {
    expect(duration(seconds)).toBe(words);
  });
});
