import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { makeFolder } from '../../../src/parity/files/output-files.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdover-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

describe('a folder for the reports', () => {
  test('is created with its parent folders, and may exist already', async () => {
    const path = join(folder, 'a', 'b', 'c');
    await makeFolder(path);
    await makeFolder(path);
    expect((await stat(path)).isDirectory()).toBe(true);
  });

  test('that cannot be created gives an error message with its path', async () => {
    await writeFile(join(folder, 'file'), '');
    await expect(makeFolder(join(folder, 'file'))).rejects.toThrow('file: cannot be made (EEXIST).');
    await expect(makeFolder(join(folder, 'file', 'b'))).rejects.toThrow('b: cannot be made (ENOTDIR).');
  });

  test('that cannot be created below an existing folder gives an error, too', async () => {
    await expect(makeFolder('/proc/holdover/a')).rejects.toThrow('cannot be made (ENOENT).');
  });
});
