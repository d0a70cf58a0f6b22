import * as tf from '@tensorflow/tfjs';
import {RBM, type FitArgs} from 'tfjs-dbn';

/** What a training of 4 batches an epoch writes to the standard error stream, terminal or not. */
async function written(isTTY: boolean, args: FitArgs, rows = 4): Promise<string[]> {
  const lines: string[] = [];
  const write = jest
    .spyOn(process.stderr, 'write')
    .mockImplementation((text) => lines.push(String(text)) > 0);
  const own = Object.getOwnPropertyDescriptor(process.stderr, 'isTTY');
  Object.defineProperty(process.stderr, 'isTTY', {value: isTTY, configurable: true});
  const rbm = new RBM({visible: 2, hidden: 3, seed: 1});
  const x = tf.ones<tf.Rank.R2>([rows, 2]);
  try {
    await rbm.fit(x, {batchSize: 1, ...args}).catch(() => undefined);
  } finally {
    write.mockRestore();
    if (own === undefined) delete (process.stderr as {isTTY?: boolean}).isTTY;
    else Object.defineProperty(process.stderr, 'isTTY', own);
    x.dispose();
    rbm.dispose();
  }
  return lines;
}

/** Long enough for the line to be drawn anew after every second batch. */
function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 60));
}

describe('verbose', () => {
  it('prints a line an epoch where there is no terminal', async () => {
    const lines = await written(false, {epochs: 2});
    expect(lines).toHaveLength(2);
    expect(lines[1]).toMatch(/^RBM 2-3 {2}epoch 2\/2 {2}reconstructionError \d\S+ {2}\d+\.\d s\n$/);
  });

  it('draws a bar with the time left on a terminal', async () => {
    const lines = await written(true, {epochs: 1, callbacks: {onBatchEnd: pause}});
    expect(lines.some((text) => /epoch 1\/1 █+░* \S+ s left {2}reconstructionError \S+$/.test(text))).toBe(
      true,
    );
    expect(lines.at(-1)).toMatch(/epoch 1\/1 .* s\n$/);
  });

  it.each([true, false])('says at the end what is wrong with the machine: terminal %p', async (isTTY) => {
    const lines = await written(isTTY, {epochs: 2, learningRate: 0.01, weightDecay: 0}, 12);
    const found = lines.filter((text) => text.includes('columns'));
    expect(found).toEqual([lines.at(-1)]);
    expect(found[0]!.split('\u001b[2K').at(-1)).toBe(
      'RBM 2-3  2 of 2 columns of the data never change; leave them out, or do not mind if they are the border of pictures ' +
        '(columns 0, 1).\n',
    );
  });

  it('leaves no half-drawn line behind when training fails', async () => {
    const onBatchEnd = async (batch: number): Promise<void> => {
      if (batch === 3) throw new Error('mine');
      await pause();
    };
    const lines = await written(true, {epochs: 1, callbacks: {onBatchEnd}});
    expect(lines.length).toBeGreaterThan(1);
    expect(lines.at(-1)).toBe('\n');
  });

  it('of 0 prints nothing', async () => {
    expect(await written(false, {epochs: 1, verbose: 0})).toEqual([]);
    expect(await written(true, {epochs: 1, verbose: 0, callbacks: {onBatchEnd: pause}})).toEqual([]);
  });
});
