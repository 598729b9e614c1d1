import { readdirSync, readFileSync } from 'node:fs';

/** Microseconds of processor time that all threads of a process have had; NaN where the system does not tell. */
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

/** MiB that a process holds, its share of what it has in common with others (PSS); NaN where the system does not tell. */
export function memoryMebibytes(pid: number): number {
  try {
    const kibibytes = /^Pss:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1];
    return Number(kibibytes) / 1024;
  } catch {
    return NaN;
  }
}
