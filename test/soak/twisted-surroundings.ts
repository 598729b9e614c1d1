import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** A process's view of the clock and of host names, which can be changed while it runs. */
export interface TwistedSurroundings {
  /** Environment variables for that process. */
  readonly env: Readonly<Record<string, string>>;
  /** How far its clock is ahead, in seconds; it takes effect within a second. Monotonic time is not affected. */
  setClockAhead(seconds: number): Promise<void>;
  setNamesFailing(failing: boolean): Promise<void>;
  close(): Promise<void>;
}

/** @throws Error without libfaketime */
export async function twistSurroundings(): Promise<TwistedSurroundings> {
  const folder = await mkdtemp(join(tmpdir(), 'holdover-twisted-'));
  const clock = join(folder, 'clock');
  const names = join(folder, 'names-fail');
  await writeFile(clock, '+0');
  return {
    env: {
      LD_PRELOAD: faketimeLibrary(),
      FAKETIME_TIMESTAMP_FILE: clock,
      FAKETIME_CACHE_DURATION: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
      DONT_FAKE_MONOTONIC: '1',
      NODE_OPTIONS: `--require=${resolve('test/soak/failing-names.cjs')}`,
      CHAOS_NAMES_FAIL: names,
    },
    setClockAhead: (seconds) => writeFile(clock, `+${seconds}`),
    setNamesFailing: (failing) => (failing ? writeFile(names, '') : rm(names, { force: true })),
    close: () => rm(folder, { recursive: true, force: true }),
  };
}

function faketimeLibrary(): string {
  const files = execFileSync('dpkg', ['-L', 'libfaketime'], { encoding: 'utf8' }).split('\n');
  const found = files.find((file) => file.endsWith('libfaketimeMT.so.1'));
  if (found === undefined) throw new Error('libfaketime is missing: test/system/setup.sh installs it.');
  return found;
}
