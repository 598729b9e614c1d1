import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readLines } from '../../../src/parity/files/read-lines.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdover-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function read(text: string): Promise<[number, number, boolean][]> {
  const path = join(folder, 'lines');
  await writeFile(path, text);
  const found: [number, number, boolean][] = [];
  for await (const { number, text: line, whole } of readLines(path)) found.push([number, line.length, whole]);
  return found;
}

describe('the lines of a file', () => {
  test.each<[string, string, [number, number, boolean][]]>([
    ['nothing', '', []],
    ['an empty one', '\n', [[1, 0, true]]],
    [
      'that are long and short, with the last torn',
      `${'a'.repeat(200_000)}\n\nbc\n${'d'.repeat(70_000)}`,
      [
        [1, 200_000, true],
        [2, 0, true],
        [3, 2, true],
        [4, 70_000, false],
      ],
    ],
  ])('%s', async (...[, text, lines]) => {
    expect(await read(text)).toEqual(lines);
  });

  test('that are long are read in linear time', async () => {
    const length = 60 * 1024 * 1024;
    expect(await read(`${'x'.repeat(length)}\n`)).toEqual([[1, length, true]]);
  }, 5_000);

  test('that are longer than the limit of a recording end the reading with an error', async () => {
    await expect(read('x'.repeat(65 * 1024 * 1024))).rejects.toThrow('lines:1: The line is too long.');
  });
});
