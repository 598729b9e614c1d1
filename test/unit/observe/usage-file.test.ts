import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { openUsageFile } from '../../../src/observe/usage/usage-file.js';
import type { UsageStore } from '../../../src/observe/usage/usage-ledger.js';
import { printUsage } from '../../../src/observe/usage/usage-text.js';

let folder: string;
let path: string;
let said: string[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdover-usage-'));
  path = join(folder, 'usage.json');
  said = [];
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

function opened(file = path): Promise<UsageStore> {
  return openUsageFile({
    path: file,
    onFault: (sentence) => said.push(sentence),
    onMended: () => said.push('mended'),
    onShared: () => said.push('shared'),
  });
}

const row = {
  caller: 'app',
  client: 'a "quoted",\n=client',
  route: 'users.get',
  ...{
    requests: 2,
    clientErrors: 1,
    serverErrors: 0,
    lossy: 1,
    first: Date.UTC(2026, 0, 1),
    last: Date.UTC(2026, 0, 2),
  },
};

describe('a usage file', () => {
  test('that two processes write has the counts of both, and each process reports this once', async () => {
    const [one, other] = [await opened(), await opened()];
    const theirs = { ...row, client: 'theirs' };
    for (let n = 0; n < 5; n += 1)
      await Promise.all([one.add(`a${n}`, [row]), other.add(`b${n}`, [theirs]), other.add(`c${n}`, [row])]);
    const expected = [
      { ...row, requests: 20, clientErrors: 10, lossy: 10 },
      { ...theirs, requests: 10, clientErrors: 5, lossy: 5 },
    ];
    for (const store of [one, other, await opened()]) {
      const rows = [...(await store.read())].sort((a, b) => b.requests - a.requests);
      expect(rows).toEqual(expected);
    }
    expect([said, await readdir(folder)]).toEqual([['shared', 'shared'], ['usage.json']]);
  });

  test('is written even after a killed process has left half of a temporary file', async () => {
    await writeFile(`${path}.new`, '{"holdover":"us');
    const longAgo = new Date(Date.now() - 60_000);
    await utimes(`${path}.new`, longAgo, longAgo);
    await (await opened()).add('1', [row]);
    expect(await (await opened()).read()).toEqual([row]);
    expect([said, await readdir(folder)]).toEqual([[], ['usage.json']]);
  });

  test('is not written when another process has replaced the temporary file, which then stays as it is', async () => {
    const store = await opened();
    await rm(path);
    // Reading a FIFO blocks until something is written: meanwhile the temporary file is there.
    execFileSync('mkfifo', [path]);
    const added = store.add('1', [row]);
    while (!(await readdir(folder)).includes('usage.json.new')) await delay(1);
    await rm(`${path}.new`);
    await writeFile(`${path}.new`, 'of another');
    await writeFile(path, printUsage([]));
    await added;
    expect([await readFile(`${path}.new`, 'utf8'), said]).toEqual([
      'of another',
      ['shared', 'the usage file cannot be written: counts are kept in memory'],
    ]);
    await Promise.all([rm(path), rm(`${path}.new`)]);
    await store.add('2', [row]);
    expect(await (await opened()).read()).toMatchObject([{ requests: 4 }]);
  });

  test('waits while another process is writing it', async () => {
    const store = await opened();
    await writeFile(`${path}.new`, '');
    const added = store.add('1', [row]);
    await rm(`${path}.new`);
    await added;
    expect([await (await opened()).read(), said]).toEqual([[row], []]);
  });

  test('keeps earlier counts when it is opened again', async () => {
    await (await opened()).add('1', [row]);
    const again = await opened();
    await again.add('2', [{ ...row, first: row.first - 1 }]);
    const expected = { ...row, requests: 4, clientErrors: 2, lossy: 2, first: row.first - 1 };
    expect(await again.read()).toEqual([expected]);
    expect(await (await opened()).read()).toEqual([expected]);
    expect([await readdir(folder), said]).toEqual([['usage.json'], []]);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  test.each([
    ['half of one', '{"holdover":"usage","version":1,"rows":[\n{"caller":"a'],
    ['nothing', ''],
    ['one of a later version', '{"holdover":"usage","version":2,"rows":[]}'],
    ['another file', '[1,2]'],
    [
      'a row without a number',
      '{"holdover":"usage","version":1,"rows":[{"caller":"a","client":"b","route":"c"}]}',
    ],
    [
      'a row that counts backwards',
      JSON.stringify({ holdover: 'usage', version: 1, rows: [{ ...row, requests: -1 }] }),
    ],
  ])('that holds %s is set aside, and the counts begin at zero', async (_what, text) => {
    await writeFile(path, text);
    const store = await opened();
    expect(await store.read()).toEqual([]);
    const [aside = '', ...more] = (await readdir(folder)).filter((name) => name !== 'usage.json');
    expect([aside, more]).toEqual([expect.stringMatching(/^usage\.json\.unreadable-\d+$/), []]);
    expect(await readFile(join(folder, aside), 'utf8')).toBe(text);
    expect(said).toEqual([expect.stringContaining('set aside as')]);
    await store.add('1', [row]);
    expect(await (await opened()).read()).toEqual([row]);
  });

  test('that cannot be written is reported once, at the start, and again when it can be written', async () => {
    const later = join(folder, 'later', 'usage.json');
    const store = await opened(later);
    expect(said).toEqual(['the usage file cannot be written: counts are kept in memory']);
    await store.add('1', [row]);
    await store.add('2', [row]);
    expect([await store.read(), said.length]).toMatchObject([[{ requests: 4 }], 1]);
    await mkdir(join(folder, 'later'));
    await store.add('3', [row]);
    expect(said.slice(1)).toEqual(['mended']);
    expect(await (await opened(later)).read()).toMatchObject([{ requests: 6 }]);
  });

  // Reading a pipe would wait for a writer, and the start with it.
  test.each([
    ['a folder', 'mkdir'],
    ['a pipe', 'mkfifo'],
  ])('that is %s is left unchanged', async (_name, make) => {
    execFileSync(make, [path]);
    const store = await opened();
    await store.add('1', [row]);
    expect([await store.read(), await readdir(folder)]).toEqual([[row], ['usage.json']]);
    expect(said).toEqual([expect.stringContaining('left alone')]);
  });
});
