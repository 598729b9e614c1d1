import { expect, test } from '@jest/globals';
import { expectUnharmed, printReport } from '../soak/chaos-expectations.js';
import { runChaos } from '../soak/chaos-run.js';
import { chaosFaults, chaosSchedule } from '../soak/chaos-schedule.js';

/** Of those whose schedule holds what loses answers, and ends soon after it began. */
const seed = 51;
const durationMs = 40_000;

test('half a minute of the chaos that `npm run test:soak` makes for longer does no harm', async () => {
  const report = await runChaos({ seed, durationMs, perSecond: 30 });
  printReport(seed, report);
  expectUnharmed(report);
  expect(report.verdict.writes.acknowledged).toBeGreaterThan(100);
});

test('the same seed makes the same schedule, another another, and every fault has its turn', () => {
  const schedule = chaosSchedule(seed, 600_000);
  expect(chaosSchedule(seed, 600_000)).toEqual(schedule);
  expect(chaosSchedule(seed + 1, 600_000)).not.toEqual(schedule);
  expect(new Set(schedule.map(({ fault }) => fault))).toEqual(new Set([...chaosFaults, 'the log is closed']));
});
