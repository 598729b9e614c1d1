import { execFileSync } from 'node:child_process';
import { availableParallelism } from 'node:os';

/** The processor of the contender, and the one that the load and the stub share; undefined: no pinning. */
export interface Cores {
  readonly contender: number;
  readonly load: number;
}

/** Needs two processors and `taskset` of util-linux. */
export function findCores(): Cores | undefined {
  if (availableParallelism() < 2) return undefined;
  try {
    execFileSync('taskset', ['--version'], { stdio: 'ignore' });
  } catch {
    return undefined;
  }
  return { contender: 0, load: 1 };
}

/** This process and all of its threads. */
export function pinThisProcess(core: number): void {
  execFileSync('taskset', ['-a', '-c', '-p', String(core), String(process.pid)], { stdio: 'ignore' });
}
