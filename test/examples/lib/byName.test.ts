import {listOf, unknownName} from '../../../examples/lib/byName.js';

describe('unknownName', () => {
  const names = ['waits', 'labels', 'few-labels', 'speed'];
  const messageOf = (name: string) => unknownName(name, {command: 'bench', names, help: 'HELP'}).message;

  it.each([
    ['wait', 'waits'],
    ['Speed', 'speed'],
    ['sped', 'speed'],
    ['fewlabels', 'labels or few-labels'],
  ])('takes %s for %s', (name, meant) => {
    expect(messageOf(name)).toBe(
      `bench: NAME must be in the list below, got '${name}'; did you mean ${meant}?\n\nHELP`,
    );
  });

  it('names none where none is near', () => {
    expect(messageOf('memory')).toBe("bench: NAME must be in the list below, got 'memory'.\n\nHELP");
  });
});

describe('listOf', () => {
  it('has a line for each program, with what it is about behind the longest name', () => {
    expect(listOf({a: {about: 'one'}, long: {about: 'two'}})).toBe('  a      one\n  long   two');
  });
});
