import * as tf from '@tensorflow/tfjs';
import {RBM, type FitArgs} from 'tfjs-dbn';

/** What a training of 4 batches an epoch writes to the standard error stream, terminal or not. */
async function written(isTTY: boolean, args: FitArgs): Promise<string[]> {
  const lines: string[] = [];
  const write = jest
    .spyOn(process.stderr, 'write')
    .mockImplementation((text) => lines.push(String(text)) > 0);
  const own = Object.getOwnPropertyDescriptor(process.stderr, 'isTTY');
  Object.defineProperty(process.stderr, 'isTTY', {value: isTTY, configurable: true});
  const rbm = new RBM({visible: 2, hidden: 3, seed: 1});
  const x = tf.ones<tf.Rank.R2>([4, 2]);
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
