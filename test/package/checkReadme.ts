import {readFileSync} from 'node:fs';
import {compile} from './compile.js';
import type {Project} from './Project.js';

/** The commands of the README: those that the continuous integration runs, and the installation that is done here. */
const COMMANDS = [
  'npm ci',
  'npm run demo',
  'npm run experiment -- he2015 --quick',
  'npm run example -- topics',
  'npm run example -- keras',
  'npm test',
  'npm install tfjs-dbn @tensorflow/tfjs',
];

const readme = readFileSync('README.md', 'utf8');

/** Finds commands of the README that nothing runs. */
export function checkReadmeCommands(): void {
  for (const command of codeBlocks('sh').flatMap((block) => block.trim().split('\n'))) {
    if (!COMMANDS.includes(command))
      throw new Error(`README.md: every command must run in CI, got '${command}'.`);
  }
}

/** Runs every code block of the README in a project. */
export function checkReadme(project: Project): void {
  const names = codeBlocks('ts').map((block, place) => {
    const name = `readme${place + 1}`;
    project.write(`${name}.ts`, block);
    return name;
  });
  compile(
    project,
    names.map((name) => `${name}.ts`),
  );
  for (const name of names) project.run(process.execPath, [`compiled/${name}.js`]);
  console.log(`The ${names.length} code blocks of the README run.`);
}

function codeBlocks(language: string): string[] {
  return Array.from(
    readme.matchAll(new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``, 'g')),
    ([, block]) => block!,
  );
}
