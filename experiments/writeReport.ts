import {mkdir, writeFile} from 'node:fs/promises';
import {cpus} from 'node:os';
import {dirname, join, relative, sep} from 'node:path';
import {table} from '../bench/report.js';
import type {Experiment, Report} from './Experiment.js';
import {readText} from './readText.js';
import {duration} from '../examples/lib/timeLeft.js';

/** What is said of a report beside what it says itself. */
interface WriteArgs {
  name: string;
  about: Experiment['about'];
  papers: Experiment['papers'];
  /** What is to be read before any figure, as plain text. @defaultValue nothing */
  caution?: string;
  /** What makes it again. */
  command: string;
  /** How long the trainings took, added up. */
  seconds: number;
  /** How many trainings that were. */
  trainings: number;
  /** What they were trained on. */
  backend: string;
}

/**
 * Writes a report as a page, `index.html`, with all tables and charts in it.
 *
 * @returns The path of the page.
 */
export async function writePage(folder: string, report: Report, args: WriteArgs): Promise<string> {
  await mkdir(folder, {recursive: true});
  const tables = report.tables.map(({title, head, body}) => {
    const row = (cells: readonly string[], tag: string): string =>
      `<tr>${cells.map((cell) => `<${tag}>${escape(cell)}</${tag}>`).join('')}</tr>`;
    return [
      `<h2>${escape(title)}</h2>`,
      '<table>',
      row(head, 'th'),
      ...body.map((cells) => row(cells, 'td')),
      '</table>',
    ].join('\n');
  });
  const charts = report.charts.map(
    ({title, caption, svg}) =>
      `<figure>\n<h2>${escape(title)}</h2>\n${svg}\n<figcaption>${escape(caption)}</figcaption>\n</figure>`,
  );
  const page = [
    '<!doctype html>',
    '<html lang="en">',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width">',
    `<title>${escape(`${args.name}: ${args.about}`)}</title>`,
    `<style>${STYLE}</style>`,
    '<body>',
    `<h1>${escape(args.name)}</h1>`,
    `<p class="about">${escape(args.about)}</p>`,
    ...opening(report, args).map((paragraph) => `<p>${plain(paragraph)}</p>`),
    ...tables,
    `<ul>\n${report.notes.map((note) => `<li>${plain(note)}</li>`).join('\n')}\n</ul>`,
    ...charts,
    `<footer><p>${plain(facts(args))}</p></footer>`,
    '</body>',
    '</html>',
    '',
  ];
  const file = join(folder, 'index.html');
  await writeFile(file, page.join('\n'));
  return file;
}

/**
 * Writes a report's tables and notes into a file of markdown, in place of those that an earlier run left there, and its charts into
 * files that it links, except those that are for the page alone.
 *
 * @param folder - Where the charts go.
 */
export async function writeResults(
  file: string,
  report: Report,
  {folder, ...args}: WriteArgs & {folder: string},
): Promise<void> {
  await mkdir(folder, {recursive: true});
  const charts = report.charts
    .filter(({isOnPageOnly = false}) => !isOnPageOnly)
    .map((chart, place) => ({...chart, path: join(folder, `chart${place + 1}.svg`)}));
  for (const {path, svg} of charts) await writeFile(path, svg);
  const linkTo = (path: string): string => relative(dirname(file), path).split(sep).join('/');
  const [begin, end] = [`<!-- begin ${args.name} -->`, `<!-- end ${args.name} -->`];
  const section = [
    begin,
    '',
    `## ${args.name}: ${args.about}`,
    ...opening(report, args).flatMap((paragraph) => ['', paragraph]),
    ...report.tables.flatMap(({title, head, body}) => ['', `**${title}**`, '', table(head, body)]),
    '',
    ...report.notes.map((note) => `- ${note}`),
    '',
    facts(args),
    ...charts.flatMap(({title, caption, path}) => [
      '',
      `![${title}](${linkTo(path)})`,
      '',
      `*${title}.* ${caption}`,
    ]),
    '',
    end,
  ].join('\n');
  const text = await readText(file);
  const from = text.indexOf(begin);
  const to = text.indexOf(end);
  const replaced =
    from >= 0 && to > from
      ? text.slice(0, from) + section + text.slice(to + end.length)
      : `${text.trimEnd()}\n\n${section}\n`.trimStart();
  await mkdir(dirname(file), {recursive: true});
  await writeFile(file, replaced);
}

/** What is said before the tables, in paragraphs of markdown. */
function opening({summary}: Report, {papers, caution}: WriteArgs): string[] {
  const cited = papers.map(({by, title, url}) => `${by}, [${title}](${url})`).join('; ');
  return [`${cited}.`, ...(caution === undefined ? [] : [caution]), summary];
}

function facts({command, seconds, trainings, backend}: WriteArgs): string {
  const cores = cpus();
  return (
    `\`${command}\`; ${trainings} trainings, which took ${duration(seconds)} added up, on ${backend}, ` +
    `${cores[0]!.model.trim()}, ${cores.length} cores.`
  );
}

/** Markdown of a sentence as HTML: code and links are all that reports use. */
function plain(markdown: string): string {
  return escape(markdown)
    .replace(/`([^`]+)`/g, '<code>$1</code>')
    .replace(/\[([^\]]+)\]\((https:[^)]+)\)/g, '<a href="$2">$1</a>');
}

function escape(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}

const STYLE = `
  body { font: 16px/1.5 system-ui, sans-serif; color: #222; background: #fff; max-width: 960px; margin: 2rem auto; padding: 0 1rem; }
  h1 { margin-bottom: 0; }
  .about { color: #555; margin-top: 0; }
  h2 { font-size: 1.15rem; margin-top: 2rem; }
  table { border-collapse: collapse; display: block; overflow-x: auto; }
  th, td { text-align: right; padding: 0.3rem 0.8rem; border-bottom: 1px solid #ddd; }
  th:first-child, td:first-child { text-align: left; }
  td:first-child { white-space: nowrap; }
  figure { margin: 0; }
  svg { max-width: 100%; height: auto; }
  figcaption, footer { color: #555; }
`;
