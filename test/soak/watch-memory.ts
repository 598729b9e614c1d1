import { readFile } from 'node:fs/promises';

/** Resident memory of a process in MiB. */
export async function memoryOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
}

/** Samples the resident memory ten times a second until it is stopped. */
export async function watchMemory(pid: number): Promise<() => { before: number; most: number }> {
  const before = await memoryOf(pid);
  let most = before;
  const timer = setInterval(() => {
    void memoryOf(pid).then((now) => (most = Math.max(most, now)));
  }, 100);
  return () => {
    clearInterval(timer);
    return { before, most };
  };
}
