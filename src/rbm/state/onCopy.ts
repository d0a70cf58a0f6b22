import {copyMachine, freeMachine, type Machine} from '../../energy/Machine.js';

/** Does what takes a while with the machine as it is now, whatever becomes of it meanwhile. */
export async function onCopy<T>(machine: Machine, work: (copy: Machine) => Promise<T>): Promise<T> {
  const copy = copyMachine(machine);
  try {
    return await work(copy);
  } finally {
    freeMachine(copy);
  }
}
