import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Exchange } from '../../src/parity/recording.js';

/** A new folder for a recording and its reports. */
export interface RecordingFolder {
  readonly path: string;
  /** Writes a recording and answers its path; ids are 1, 2, ... */
  record(exchanges: readonly Omit<Exchange, 'id'>[]): Promise<string>;
  close(): Promise<void>;
}

export async function recordingFolder(): Promise<RecordingFolder> {
  const path = await mkdtemp(join(tmpdir(), 'holdover-parity-'));
  return {
    path,
    record: async (exchanges) => {
      const file = join(path, 'v1.jsonl');
      const header = { recording: 'holdover', version: 1, emails: 'plain' };
      const lines = exchanges.map((exchange, n) => ({ id: String(n + 1), ...exchange }));
      await writeFile(file, [header, ...lines].map((line) => `${JSON.stringify(line)}\n`).join(''));
      return file;
    },
    close: () => rm(path, { recursive: true, force: true }),
  };
}
