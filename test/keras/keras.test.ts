import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdtempSync, readdirSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {pythonEnvironment} from '../../examples/keras/pythonEnvironment.js';
import {saveModels} from './saveModels.js';

/** The tests that the Python files beside this one hold, by the names of their functions. */
const names = readdirSync(__dirname)
  .filter((file) => file.endsWith('.py'))
  .flatMap((file) => Array.from(readFileSync(join(__dirname, file), 'utf8').matchAll(/def (test_\w+)/g)))
  .map(([, name]) => name!);

let folder: string;
let wrong: Record<string, string | null>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tfjs-dbn-keras-'));
  await saveModels(folder);
  const child = spawn(pythonEnvironment(), [join(__dirname, 'run_tests.py'), folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  child.stdout.on('data', (text: Buffer) => (printed += text.toString()));
  await once(child, 'close');
  wrong = JSON.parse(printed.trim().split('\n').at(-1)!) as Record<string, string | null>;
  // With all that it takes to install Keras.
}, 900_000);

afterAll(() => {
  rmSync(folder, {recursive: true});
});

describe('from tfjs to Keras 3', () => {
  it.each(names.map((name) => [name.slice('test_'.length).replaceAll('_', ' '), name]))('%s', (_, name) => {
    expect(wrong).toHaveProperty(name, null);
  });

  it('runs no test under a name that another one has', () => {
    expect(Object.keys(wrong).sort()).toEqual([...names].sort());
  });
});
