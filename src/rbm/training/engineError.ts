import {argumentError} from '../../check.js';
import type {EngineFailure} from '../../engine/Engine.js';

/** Says what the failure of an engine means for the user. */
export function engineError(error: EngineFailure, caller: string): Error {
  return argumentError(Error, {
    where: `${caller}: the wasm engine`,
    condition: 'able to go on',
    got: `a failure (${error.message})`,
    advice: "the parameters are those of the last completed epoch; train again, or with engine: 'tensor'",
  });
}
