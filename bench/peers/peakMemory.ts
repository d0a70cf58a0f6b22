import {readFileSync} from 'node:fs';

/** Returns the most memory that this process has held at once, in bytes. */
export function peakMemory(): number {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS * 1024;
  // There, resourceUsage() begins with the peak of the process that started this one.
  const status = readFileSync('/proc/self/status', 'utf8');
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)![1]) * 1024;
}
