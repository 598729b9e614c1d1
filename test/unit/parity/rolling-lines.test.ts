import { execFileSync } from 'node:child_process';
import { closeSync, constants, createReadStream, openSync, readSync } from 'node:fs';
import {
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { rollingLines } from '../../../src/parity/files/rolling-lines.js';

let folder: string;
let path: string;
let faults: unknown[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdover-rolling-'));
  path = join(folder, 'd.jsonl');
  faults = [];
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function open(bytes: number, keep = 2): ReturnType<typeof rollingLines> {
  return rollingLines({ path, bytes, keep, isOurs: (first) => first.startsWith('{"n":') }, (error) =>
    faults.push(error),
  );
}

/** A line of 10 bytes, including its newline. */
function line(n: number): { n: string } {
  return { n: String(n).padStart(1, '0') };
}

async function linesOf(name: string): Promise<string[]> {
  return (await readFile(join(folder, name), 'utf8')).trimEnd().split('\n');
}

describe('a rolling file', () => {
  test('stays within its size, keeps the given number of older files, and loses only the oldest lines', async () => {
    const lines = open(30);
    for (let n = 0; n < 9; n += 1) lines.append(line(n));
    await lines.close();
    expect((await readdir(folder)).sort()).toEqual(['d.jsonl', 'd.jsonl.1', 'd.jsonl.2']);
    const all = await Promise.all(['d.jsonl.2', 'd.jsonl.1', 'd.jsonl'].map(linesOf));
    expect(all).toEqual([
      ['{"n":"0"}', '{"n":"1"}', '{"n":"2"}'],
      ['{"n":"3"}', '{"n":"4"}', '{"n":"5"}'],
      ['{"n":"6"}', '{"n":"7"}', '{"n":"8"}'],
    ]);
    const more = open(30);
    more.append(line(9));
    await more.close();
    expect(await linesOf('d.jsonl.2')).toEqual(all[1]);
    expect(await linesOf('d.jsonl')).toEqual(['{"n":"9"}']);
  });

  test('continues after the last process, without its torn line', async () => {
    await writeFile(path, '{"n":"0"}\n{"n":');
    const lines = open(30);
    lines.append(line(1));
    await lines.close();
    expect(await linesOf('d.jsonl')).toEqual(['{"n":"0"}', '{"n":"1"}']);
  });

  test('can be read by its owner only', async () => {
    const lines = open(30);
    lines.append(line(1));
    await lines.close();
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  test('drops a line that is longer than a file, and lines that arrive while too many wait', async () => {
    const lines = open(1_000);
    expect(lines.append({ n: 'x'.repeat(1_000) })).toBe(false);
    const taken = Array.from({ length: 150 }, (_, n) => lines.append(line(n % 10)));
    expect(taken.filter(Boolean)).toHaveLength(100);
    await lines.close();
    expect(await linesOf('d.jsonl')).toHaveLength(100);
  });

  test('reports each line that cannot be written, and is written once its folder exists', async () => {
    path = join(folder, 'not-yet', 'd.jsonl');
    const lines = open(30);
    lines.append(line(1));
    lines.append(line(2));
    await lines.close();
    expect(faults).toHaveLength(2);
    path = join(folder, 'd.jsonl');
    const there = open(30);
    there.append(line(3));
    await there.close();
    expect(await linesOf('d.jsonl')).toEqual(['{"n":"3"}']);
  });

  test('can be opened before there is a line, and is opened again by the next one if it could not be', async () => {
    path = join(folder, 'not-yet', 'd.jsonl');
    const lines = open(30);
    await expect(lines.open()).rejects.toThrow(`${path}: cannot be written (ENOENT).`);
    await mkdir(join(folder, 'not-yet'));
    lines.append(line(1));
    await lines.open();
    lines.append(line(2));
    await lines.close();
    expect(faults).toEqual([]);
    expect(await linesOf('not-yet/d.jsonl')).toEqual(['{"n":"1"}', '{"n":"2"}']);
  });

  test.each(['a file without newline', '{"level":"info"}\n{"torn'])(
    'leaves a file of another kind unchanged: %j',
    async (text) => {
      await writeFile(path, text);
      const lines = open(1_000);
      lines.append(line(1));
      await lines.close();
      expect(await readFile(path, 'utf8')).toBe(text);
      expect(String(faults)).toContain(`${path}: This is another kind of file`);
    },
  );

  test('overwrites no file of another kind when it rolls', async () => {
    await writeFile(`${path}.2`, 'precious');
    await mkdir(`${path}.1`);
    const lines = open(20);
    for (let n = 0; n < 3; n += 1) lines.append(line(n));
    await lines.close();
    expect(await readFile(`${path}.2`, 'utf8')).toBe('precious');
    expect(await linesOf('d.jsonl')).toEqual(['{"n":"0"}', '{"n":"1"}']);
    expect(faults).toHaveLength(1);
  });

  test('reads only the beginning of a large file of another kind', async () => {
    await writeFile(path, '');
    await truncate(path, 2 ** 34);
    const lines = open(1_000);
    for (let n = 0; n < 3; n += 1) lines.append(line(n));
    await lines.close();
    expect(faults).toHaveLength(3);
    expect((await stat(path)).size).toBe(2 ** 34);
  });

  test('leaves a file of another kind in place that has replaced it', async () => {
    const lines = open(20);
    lines.append(line(0));
    lines.append(line(1));
    while ((await stat(path).catch(() => undefined))?.size !== 20) await delay(5);
    await rename(path, join(folder, 'moved'));
    await writeFile(path, 'precious');
    lines.append(line(2));
    await lines.close();
    expect(await readFile(path, 'utf8')).toBe('precious');
    expect(faults).toHaveLength(1);
  });

  test('works behind a symbolic link', async () => {
    await symlink(join(folder, 'there.jsonl'), path);
    const lines = open(20);
    for (let n = 0; n < 9; n += 1) lines.append(line(n));
    await lines.close();
    expect(faults).toEqual([]);
    expect(await linesOf('d.jsonl')).toEqual(['{"n":"8"}']);
    expect(await linesOf('d.jsonl.2')).toEqual(['{"n":"4"}', '{"n":"5"}']);
  });

  test('that is a pipe is written to and not renamed', async () => {
    execFileSync('mkfifo', [path]);
    const reader = createReadStream(path, { encoding: 'utf8' });
    const lines = open(30);
    for (let n = 0; n < 9; n += 1) lines.append(line(n));
    let text = '';
    for await (const chunk of reader) {
      text += chunk as string;
      if (text.length === 90) break;
    }
    await lines.close();
    expect(text.split('\n')).toHaveLength(10);
    expect(await readdir(folder)).toEqual(['d.jsonl']);
    expect((await stat(path)).isFIFO()).toBe(true);
    expect(faults).toEqual([]);
  });

  test('that is a pipe without a reader does not block', async () => {
    execFileSync('mkfifo', [path]);
    const lines = open(100_000);
    for (let n = 0; n < 2; n += 1) lines.append({ n: 'x'.repeat(90_000) });
    await lines.close();
    expect(faults.length).toBeGreaterThan(0);
    expect(String(faults[0])).toContain('EAGAIN');
  });

  test('that is a pipe with a slow reader starts a new line after a torn line', async () => {
    execFileSync('mkfifo', [path]);
    const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const room = Buffer.alloc(100_000);
    const lines = open(100_000);
    lines.append({ n: 'x'.repeat(90_000) });
    while (faults.length === 0) await delay(5);
    expect(readSync(reader, room)).toBeGreaterThan(0);
    for (let n = 1; n < 3; n += 1) lines.append(line(n));
    await lines.close();
    const length = readSync(reader, room);
    closeSync(reader);
    expect(room.toString('utf8', 0, length)).toBe('\n{"n":"1"}\n{"n":"2"}\n');
    expect(faults).toHaveLength(1);
  });

  test('that is a device is never renamed', async () => {
    const link = join(folder, 'null');
    await symlink('/dev/null', link);
    path = link;
    const lines = open(30);
    for (let n = 0; n < 9; n += 1) lines.append(line(n));
    await lines.close();
    expect(await readdir(folder)).toEqual(['null']);
    expect(faults).toEqual([]);
  });
});
