import { expect, test } from '@jest/globals';
import { expectUnharmed, printReport } from '../soak/chaos-expectations.js';
import { runChaos } from '../soak/chaos-run.js';
import { chaosFaults, chaosSchedule } from '../soak/chaos-schedule.js';

/** A seed whose schedule contains faults that lose answers, and ends soon after it began. */
const seed = 51;
const durationMs = 40_000;

test('half a minute of the chaos that `npm run test:soak` makes for longer loses and repeats no write', async () => {
  const report = await runChaos({ seed, durationMs, perSecond: 30 });
  printReport(seed, report);
  expectUnharmed(report);
  expect(report.verdict.writes.acknowledged).toBeGreaterThan(100);
});

test('equal seeds make equal schedules, different seeds different ones, and a schedule contains every fault', () => {
  const schedule = chaosSchedule(seed, 600_000);
  expect(chaosSchedule(seed, 600_000)).toEqual(schedule);
  expect(chaosSchedule(seed + 1, 600_000)).not.toEqual(schedule);
  expect(new Set(schedule.map(({ fault }) => fault))).toEqual(new Set([...chaosFaults, 'the log is closed']));
});
