import { readdirSync, readFileSync } from 'node:fs';

/** Microseconds of processor time of all threads of a process; NaN where the system does not tell. */
export function cpuMicroseconds(pid: number): number {
  try {
    const threads = readdirSync(`/proc/${pid}/task`);
    const nanoseconds = threads.map((thread) =>
      readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8'),
    );
    return nanoseconds.reduce((sum, text) => sum + Number(text.split(' ')[0]), 0) / 1_000;
  } catch {
    return NaN;
  }
}

/** MiB of a process as its proportional set size (PSS); NaN where the system does not tell. */
export function memoryMebibytes(pid: number): number {
  try {
    const kibibytes = /^Pss:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1];
    return Number(kibibytes) / 1024;
  } catch {
    return NaN;
  }
}
