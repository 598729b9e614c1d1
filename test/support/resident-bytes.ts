import { readFileSync } from 'node:fs';

/** The current resident memory of a process. */
export function residentBytes(pid: number): number {
  const kibibytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  if (kibibytes === undefined) throw new Error(`The system does not tell the memory of ${pid}.`);
  return Number(kibibytes) * 1024;
}
