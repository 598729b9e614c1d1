import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { makeFolder } from '../../../src/parity/output-files.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdover-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

describe('a folder for the reports', () => {
  test('is made with all that lead to it, and may be there already', async () => {
    const path = join(folder, 'a', 'b', 'c');
    await makeFolder(path);
    await makeFolder(path);
    expect((await stat(path)).isDirectory()).toBe(true);
  });

  test('that cannot be made is told in a sentence', async () => {
    await writeFile(join(folder, 'file'), '');
    await expect(makeFolder(join(folder, 'file'))).rejects.toThrow('file: cannot be made (EEXIST).');
    await expect(makeFolder(join(folder, 'file', 'b'))).rejects.toThrow('b: cannot be made (ENOTDIR).');
  });

  test('that cannot be made below a folder that is there ends, too', async () => {
    await expect(makeFolder('/proc/holdover/a')).rejects.toThrow('cannot be made (ENOENT).');
  });
});
