import { expect } from '@jest/globals';
import type { ChaosReport } from './chaos-run.js';

/** What must hold whatever the faults were. */
export function expectUnharmed(report: ChaosReport): void {
  expect(report.verdict.faults).toEqual([]);
  expect(report.isAlive).toBe(true);
  expect(report.stderr).toBe('');
  expect(report.errorsAfter).toBeLessThan(0.01);
  expect(report.after.inFlight).toBe(0);
  expect(report.after.files).toBeLessThanOrEqual(report.before.files);
  expect(report.memory.most).toBeLessThan(400);
  expect(report.memory.after).toBeLessThan(300);
}

/** For the person who runs the test: the schedule, which the seed reproduces, and the outcome. */
export function printReport(seed: number, { events, verdict, ...rest }: ChaosReport): void {
  const lines = events.map(({ atMs, fault, forMs }) => `${atMs / 1_000} s: ${fault}, ${forMs / 1_000} s`);
  const faults = verdict.faults.slice(0, 20);
  const figures = JSON.stringify({ ...rest, ...verdict, faults }, undefined, 2);
  process.stdout.write(`CHAOS_SEED=${seed}\n${lines.join('\n')}\n${figures}\n`);
}
