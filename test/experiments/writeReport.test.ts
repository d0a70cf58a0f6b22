import {mkdtemp, readdir, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {writePage, writeResults} from '../../experiments/writeReport.js';

const report = (error: string) => ({
  summary: 'What `it` does <here>.',
  tables: [{title: 'Wrong, %', head: ['network', 'ours'], body: [['deep & wide', error]]}],
  charts: [{title: 'A chart', caption: 'Lower is better.', svg: '<svg></svg>'}],
  notes: ['One `note`.'],
});
const factsOf = (name: string) => ({
  name,
  about: 'a claim',
  papers: [{by: 'A & B 2001', title: 'On it', url: 'https://a.org/b'}],
  command: `npm run experiment -- ${name}`,
  seconds: 7200,
  trainings: 3,
  backend: 'wasm',
});

describe('reports', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'report-'));
  });
  afterEach(() => rm(folder, {recursive: true}));

  it('replace what an earlier run of the same experiment left, and nothing else', async () => {
    const file = join(folder, 'RESULTS.md');
    const facts = (name: string) => ({...factsOf(name), folder: join(folder, 'results', name)});
    await writeFile(file, '# Results\n\nWhat this is.\n');
    await writeResults(file, report('5.00'), facts('a'));
    await writeResults(file, report('6.00'), facts('b'));
    const before = await readFile(file, 'utf8');
    await writeResults(file, report('4.00'), facts('a'));
    const after = await readFile(file, 'utf8');
    expect(before.startsWith('# Results\n\nWhat this is.\n\n<!-- begin a -->\n')).toBe(true);
    expect(after).toBe(before.replace('5.00', '4.00'));
    expect(after).toContain('![A chart](results/a/chart1.svg)\n\n*A chart.* Lower is better.\n');
    expect(after).toContain('| deep & wide | 6.00 |');
    expect(after).toContain('A & B 2001, [On it](https://a.org/b).\n');
    expect(await readFile(join(folder, 'results', 'a', 'chart1.svg'), 'utf8')).toBe('<svg></svg>');
    expect(after).toContain('`npm run experiment -- b`; 3 trainings, which took 2 h 0 min added up, on wasm');
  });

  it('are pages with the charts in them, and what looks like HTML in texts is none', async () => {
    const page = await readFile(await writePage(folder, report('5.00'), factsOf('a')), 'utf8');
    expect(page).toContain('<p>What <code>it</code> does &lt;here&gt;.</p>');
    expect(page).toContain('<td>deep &amp; wide</td><td>5.00</td>');
    expect(page).toContain('<li>One <code>note</code>.</li>');
    expect(page).toContain('<svg></svg>');
    expect(page).toContain('<p>A &amp; B 2001, <a href="https://a.org/b">On it</a>.</p>');
  });

  it('say first what is to be read before any figure', async () => {
    const page = await writePage(folder, report('5.00'), {...factsOf('a'), caution: 'Small & quick.'});
    const text = await readFile(page, 'utf8');
    expect(text.indexOf('<p>Small &amp; quick.</p>')).toBeGreaterThan(0);
    expect(text.indexOf('<p>Small &amp; quick.</p>')).toBeLessThan(text.indexOf('<td>5.00</td>'));
  });

  it('have some charts on the page alone', async () => {
    const {charts, ...others} = report('5.00');
    const more = {
      ...others,
      charts: [{title: 'Another', caption: '', svg: '<svg/>', isOnPageOnly: true}, ...charts],
    };
    const page = await writePage(folder, more, factsOf('a'));
    const results = join(folder, 'RESULTS.md');
    await writeResults(results, more, {...factsOf('a'), folder});
    expect(await readFile(page, 'utf8')).toContain('Another');
    expect((await readdir(folder)).sort()).toEqual(['RESULTS.md', 'chart1.svg', 'index.html']);
    expect(await readFile(join(folder, 'chart1.svg'), 'utf8')).toBe('<svg></svg>');
    const text = await readFile(results, 'utf8');
    expect(text).toContain('![A chart](chart1.svg)');
    expect(text).not.toContain('Another');
  });
});
