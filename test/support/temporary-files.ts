import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface TemporaryFiles {
  readonly folder: string;
  /** Writes a file, and answers its path. */
  readonly file: (name: string, text: string) => string;
  readonly remove: () => void;
}

export function temporaryFiles(): TemporaryFiles {
  const folder = mkdtempSync(join(tmpdir(), 'holdover-files-'));
  return {
    folder,
    file: (name, text) => {
      const path = join(folder, name);
      writeFileSync(path, text);
      return path;
    },
    remove: () => {
      rmSync(folder, { recursive: true });
    },
  };
}
