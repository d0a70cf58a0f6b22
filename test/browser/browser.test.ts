import {execFileSync} from 'node:child_process';
import {readFileSync} from 'node:fs';
import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {basename, join} from 'node:path';
import {build} from 'esbuild';
import {chromium, type Browser, type Page} from 'playwright-core';
import type {PageTasks} from './page.js';
import {pretrain, train, type Task} from './tasks.js';

/** In the page; see `page.ts`. */
declare const tasks: PageTasks;

/** Whatever chromium does by itself stays off. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const ISOLATED = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

/** The headers that each page comes with. */
const PAGES: Record<string, Record<string, string>> = {
  isolated: ISOLATED,
  plain: {},
  workerless: {...ISOLATED, 'Content-Security-Policy': "worker-src 'none'"},
  blobless: {...ISOLATED, 'Content-Security-Policy': "script-src 'self' 'wasm-unsafe-eval'"},
};

/** The files of tfjs's wasm backend. */
const WASM = 'node_modules/@tensorflow/tfjs-backend-wasm/dist';

const ARGS = {engine: {type: 'wasm', threads: 2}, epochs: 3, batchSize: 50, verbose: 0} as const;
const CD: Task = {
  what: 'binary units, by contrastive divergence',
  machine: {visible: {units: 70, type: 'bernoulli'}, hidden: 45, seed: 5},
  rows: 430,
  args: ARGS,
};
const PCD: Task = {
  ...CD,
  what: 'binary units, with persistent chains',
  args: {...ARGS, estimator: {type: 'pcd', chains: 33}},
};
const GAUSSIAN: Task = {
  ...CD,
  what: 'Gaussian units',
  machine: {...CD.machine, visible: {units: 70, type: 'gaussian'}},
};
const LARGE: Task = {
  what: 'a machine as large as those that are used',
  machine: {visible: {units: 784, type: 'bernoulli'}, hidden: 500, seed: 1},
  rows: 500,
  args: {...ARGS, epochs: 20, batchSize: 100},
};

const executablePath = findChromium();
const server = createServer();
let browser: Browser;

beforeAll(async () => {
  const script = await bundle();
  server.on('request', ({url = ''}, response) => {
    const name = basename(url);
    const send = (type: string, body: string | Buffer): unknown =>
      response.writeHead(200, {...PAGES[name], 'Content-Type': type}).end(body);
    if (name in PAGES) send('text/html', '<!doctype html><script src="page.js"></script>');
    else if (name === 'page.js') send('text/javascript', script);
    else if (name.endsWith('.wasm')) send('application/wasm', readFileSync(join(WASM, name)));
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  browser = await chromium.launch({executablePath, args: FLAGS});
});

afterAll(async () => {
  // First, so that nothing is left when there is no browser to be closed.
  server.close();
  await browser.close();
});

describe.each([
  {name: 'isolated', isIsolated: true},
  {name: 'plain', isIsolated: false},
])('on a page that is $name, the wasm engine', ({name, isIsolated}) => {
  it(`trains on ${isIsolated ? 'two workers, which end with the training' : 'no worker'}`, async () => {
    await visit(name, async (page) => {
      expect(await page.evaluate(() => crossOriginIsolated)).toBe(isIsolated);
      const ends: Promise<unknown>[] = [];
      page.on('worker', (worker) => ends.push(worker.waitForEvent('close')));
      await page.evaluate((task) => tasks.train(task), CD);
      expect(ends).toHaveLength(isIsolated ? 2 : 0);
      await Promise.all(ends);
      expect(page.workers()).toEqual([]);
    });
  });

  it.each([CD, PCD, GAUSSIAN])('learns bit for bit what it learns in Node.js: $what', async (task) => {
    const learned = await visit(name, (page) => page.evaluate((task) => tasks.train(task), task));
    expect(learned).toEqual(await train(task));
  });

  it("learns that beside tfjs's wasm backend too", async () => {
    const learned = await visit(name, async (page) => {
      expect(await page.evaluate(() => tasks.setBackend('wasm'))).toBe(true);
      return page.evaluate((task) => tasks.train(task), CD);
    });
    expect(learned).toEqual(await train(CD));
  });

  it('pre-trains a stack, bit for bit as in Node.js', async () => {
    const learned = await visit(name, (page) => page.evaluate((task) => tasks.pretrain(task), CD));
    expect(learned).toEqual(await pretrain(CD));
  });

  it('lets the timers of the page fire while it trains', async () => {
    const watch = (page: Page): ReturnType<PageTasks['trainAndWatch']> =>
      page.evaluate((task) => tasks.trainAndWatch(task), LARGE);
    const {ticks, longest} = await visit(name, watch);
    process.stdout.write(`On a page that is ${name}, timers waited for at most ${longest.toFixed(1)} ms.\n`);
    expect(ticks).toBeGreaterThan(0);
  });
});

describe('the wasm engine', () => {
  const ADVICE =
    "the parameters are those of the last completed epoch; train again, or with engine: 'tensor'.";

  it.each(['workerless', 'blobless'])(
    'trains without workers where a page that is %s forbids them, bit for bit as with them',
    async (name) => {
      await visit(name, async (page) => {
        expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
        for (const engine of ['auto', 'wasm'] as const) {
          const task = {...LARGE, args: {...LARGE.args, engine, epochs: 2}};
          const learned = await page.evaluate((task) => tasks.train(task), task);
          expect(learned).toEqual(await train(task));
        }
        expect(page.workers()).toEqual([]);
      });
    },
  );

  it('says so to the caller alone when a worker dies, and leaves the parameters of the last epoch', async () => {
    await visit('isolated', async (page) => {
      const {message, kept, after, isHeard} = await page.evaluate((task) => tasks.trainInVain(task), CD);
      expect(message).toMatch(/thread \d of 2 has ended: Uncaught RuntimeError: memory access out of bounds/);
      expect(message).toContain(ADVICE);
      expect(after).toEqual(kept);
      expect(isHeard).toBe(false);
    });
  });
});

/** Opens a page, uses it, and closes it. */
async function visit<T>(name: string, use: (page: Page) => Promise<T>): Promise<T> {
  const page = await browser.newPage();
  try {
    const {port} = server.address() as AddressInfo;
    await page.goto(`http://127.0.0.1:${port}/${name}`);
    await page.evaluate(() => tasks.setBackend('cpu'));
    return await use(page);
  } finally {
    await page.close();
  }
}

/** Returns the page's script as a user's bundler would make it. */
async function bundle(): Promise<string> {
  const {outputFiles} = await build({
    entryPoints: ['test/browser/page.ts'],
    bundle: true,
    write: false,
    platform: 'browser',
    target: 'es2022',
    // By the paths of tsconfig.json the package would be src/, by its own exports it is dist/.
    tsconfigRaw: {},
  });
  return outputFiles[0]!.text;
}

function findChromium(): string {
  try {
    return execFileSync('which', ['chromium'], {encoding: 'utf8'}).trim();
  } catch {
    throw new Error('check: chromium must be installed; on Debian, apt-get install chromium.');
  }
}
