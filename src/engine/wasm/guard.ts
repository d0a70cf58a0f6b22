import {messageOf} from '../../check.js';
import {EngineFailure} from '../Engine.js';

/** Makes any failure one of the engine. */
export async function guard<T>(work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new EngineFailure(messageOf(error));
  }
}
