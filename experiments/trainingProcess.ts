import {fork, type ChildProcess} from 'node:child_process';
import {fileURLToPath} from 'node:url';
import {titleOf} from './titleOf.js';
import type {Trainer} from './Trainer.js';
import type {FromWorker, ToWorker} from './worker.js';

/** Makes a trainer that is a process of its own, from the first training on. */
export function trainingProcess(task: Omit<ToWorker, 'settings'>): Trainer {
  let child: ChildProcess | undefined;
  return {
    train(settings, onProgress) {
      // One that has died meanwhile takes no more messages.
      if (child?.connected !== true) {
        child = fork(fileURLToPath(new URL('worker.ts', import.meta.url)), {serialization: 'advanced'});
      }
      const running = child;
      return new Promise((resolve, reject) => {
        const title = titleOf(settings);
        const onMessage = (message: FromWorker): void => {
          if (message.kind === 'progress') {
            onProgress(message.share, message.words);
            return;
          }
          settle();
          if (message.kind === 'outcome') resolve({result: message.result, seconds: message.seconds});
          else reject(new Error(`${title}: ${message.reason}`));
        };
        const onExit = (code: number | null, signal: string | null): void => {
          settle();
          const how = signal ?? `code ${String(code)}`;
          reject(new Error(`${title}: its process must end when it is told to, got ${how}.`));
        };
        // One that could not be started, or has died as it was told what to do.
        const onError = ({message}: Error): void => {
          settle();
          reject(new Error(`${title}: its process must take messages, got ${message}.`));
        };
        const settle = (): void => {
          running.off('message', onMessage).off('exit', onExit).off('error', onError);
        };
        running.on('message', onMessage).on('exit', onExit).on('error', onError);
        running.send({...task, settings} satisfies ToWorker);
      });
    },
    // It ends when it sees that nobody listens.
    end() {
      if (child?.connected === true) child.disconnect();
    },
  };
}
