import { mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** Where the system divides processor time among groups of processes: version 1 of Linux's control groups. */
const root = '/sys/fs/cgroup/cpu';
const periodUs = 20_000;

/**
 * Limits a process, with all of its threads, to this share of one processor.
 *
 * @param share above 0
 * @returns a function that removes the limit, once the process has ended
 * @throws Error where there is no such controller, or no permission to write to it
 */
export function limitCpu(pid: number, share: number): () => Promise<void> {
  const group = join(root, `holdover-bench-${pid}`);
  mkdirSync(group);
  writeFileSync(join(group, 'cpu.cfs_period_us'), String(periodUs));
  writeFileSync(join(group, 'cpu.cfs_quota_us'), String(Math.round(share * periodUs)));
  writeFileSync(join(group, 'cgroup.procs'), String(pid));
  return async () => {
    while (readFileSync(join(group, 'cgroup.procs'), 'utf8') !== '') await delay(10);
    rmdirSync(group);
  };
}
