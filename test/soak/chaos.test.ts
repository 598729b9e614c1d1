import { expect, test } from '@jest/globals';
import { expectUnharmed, printReport } from './chaos-expectations.js';
import { runChaos } from './chaos-run.js';
import { chaosSchedule } from './chaos-schedule.js';
import { soakSettings } from './soak-settings.js';

const { chaosMinutes, chaosSeed: seed } = soakSettings;
const durationMs = chaosMinutes * 60_000;

test(
  'under any faults every acknowledged write is made once, every other at most once, and service recovers soon',
  async () => {
    const report = await runChaos({ seed, durationMs, perSecond: 30 });
    printReport(seed, report);
    expect(report.events).toEqual(chaosSchedule(seed, durationMs));
    expectUnharmed(report);
  },
  durationMs + 120_000,
);
