import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { appendLines } from '../../../src/parity/files/append-lines.js';
import { readRecording } from '../../../src/parity/files/read-recording.js';
import type { Exchange, RecordingHeader } from '../../../src/parity/recording.js';
import { writeRecording } from '../../../src/parity/record/write-recording.js';

const header: RecordingHeader = { recording: 'holdover', version: 1, control: 'http://v1', emails: 'plain' };
const one: Omit<Exchange, 'id'> = {
  at: '2026-03-01T12:00:00.000Z',
  caller: 'client:shop',
  request: { method: 'GET', target: '/api/rules', headers: {} },
  reply: { status: 200, headers: { 'content-type': 'application/json' }, body: { json: [{ name: 'ä' }] } },
};

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdover-recording-'));
  path = join(folder, 'v1.jsonl');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function readAll(): Promise<{ header: RecordingHeader; exchanges: Exchange[]; torn: number[] }> {
  const torn: number[] = [];
  const recording = await readRecording(path, (line) => torn.push(line));
  try {
    const exchanges: Exchange[] = [];
    for await (const exchange of recording.exchanges) exchanges.push(exchange);
    return { header: recording.header, exchanges, torn };
  } finally {
    await recording.close();
  }
}

async function writeTwo(): Promise<void> {
  const writer = await writeRecording(path, header);
  await Promise.all([writer.append(one), writer.append({ ...one, caller: 'none' })]);
  await writer.close();
}

describe('a recording', () => {
  test('is read as it was written, with ids in order', async () => {
    await writeTwo();
    expect(await readAll()).toEqual({
      header,
      exchanges: [
        { id: '000001', ...one },
        { id: '000002', ...one, caller: 'none' },
      ],
      torn: [],
    });
  });

  test('gives the share of its bytes that has been read', async () => {
    const writer = await writeRecording(path, header);
    for (let n = 0; n < 100; n += 1) await writer.append(one);
    await writer.close();
    const recording = await readRecording(path, () => undefined);
    const shares = [recording.share()];
    for await (const exchange of recording.exchanges)
      if (exchange.id.endsWith('50')) shares.push(recording.share());
    shares.push(recording.share());
    await recording.close();
    expect(shares).toEqual([expect.closeTo(0.005, 2), expect.closeTo(0.5, 1), 1]);
  });

  test('into a device does not read the device to its end', async () => {
    const lines = await appendLines('/dev/zero');
    await lines.append(one);
    await lines.close();
    expect(lines).toMatchObject({ first: undefined, before: 0, cut: 0 });
  });

  test('is continued at its end, with unused ids', async () => {
    await writeTwo();
    const writer = await writeRecording(path, header);
    expect([writer.before, writer.cut]).toEqual([2, 0]);
    await writer.append(one);
    await writer.close();
    expect((await readAll()).exchanges.map(({ id }) => id)).toEqual(['000001', '000002', '000003']);
  });

  test('with a last line torn by a crash is read without it, and the next writer cuts it off', async () => {
    await writeTwo();
    await appendFile(path, '{"id":"000003","caller":"cli');
    const read = await readAll();
    expect([read.exchanges.length, read.torn]).toEqual([2, [4]]);
    const writer = await writeRecording(path, header);
    expect(writer.cut).toBe(28);
    await writer.append(one);
    await writer.close();
    const again = await readAll();
    expect([again.exchanges.length, again.torn]).toEqual([3, []]);
  });

  test('with a header torn by a crash gets a new header', async () => {
    await writeFile(path, '{"recording":"hold');
    const writer = await writeRecording(path, header);
    await writer.close();
    expect(await readAll()).toEqual({ header, exchanges: [], torn: [] });
  });

  test('accepts one writer only, because a second writer would repeat ids', async () => {
    const [first, second] = [await writeRecording(path, header), await writeRecording(path, header)];
    await first.append(one);
    await expect(second.append(one)).rejects.toThrow('v1.jsonl: Somebody else writes into it, too');
    await first.append(one);
    await Promise.all([first.close(), second.close()]);
    expect((await readAll()).exchanges.map(({ id }) => id)).toEqual(['000001', '000002']);
  });

  test('can be read by its owner only', async () => {
    await writeTwo();
    const { stat } = await import('node:fs/promises');
    expect((await stat(path)).mode & 0o077).toBe(0);
  });

  test('of another control, or with another setting for addresses, is not continued', async () => {
    await writeTwo();
    await expect(writeRecording(path, { ...header, control: 'http://other' })).rejects.toThrow(
      /recording of http:\/\/v1; begin another file/,
    );
    await expect(writeRecording(path, { ...header, emails: { hashed: 'a' } })).rejects.toThrow(/addresses/);
    expect((await readFile(path, 'utf8')).split('\n')).toHaveLength(4);
  });

  const first = JSON.stringify(header);
  const line = JSON.stringify({ id: '1', ...one });
  test.each<[string, string, RegExp]>([
    ['nothing', '', /v1\.jsonl:1: .*empty/],
    ['no JSON', 'hello\n', /v1\.jsonl:1: .*not JSON/],
    ['no header', `${line}\n`, /v1\.jsonl:1: /],
    ['a version of the future', `${first.replace('"version":1', '"version":2')}\n`, /:1: .*version 2/],
    ['half a line in the middle', `${first}\n{"id":\n${line}\n`, /:2: .*not JSON/],
    ['an unknown field', `${first}\n${line.replace('"caller"', '"x":1,"caller"')}\n`, /:2: .*"x"/],
    [
      'a status that is none',
      `${first}\n${line.replace('"status":200', '"status":7')}\n`,
      /:2: reply\.status/,
    ],
    ['an id twice', `${first}\n${line}\n\n${line}\n`, /:4: .*id 1/],
  ])('with %s is refused with the number of the line', async (_, text, sentence) => {
    await writeFile(path, text);
    await expect(readAll()).rejects.toThrow(sentence);
  });

  test('that was edited on Windows can be read', async () => {
    const lines = [header, { id: '1', ...one }].map((line) => `${JSON.stringify(line)}\r\n`);
    await writeFile(path, `\ufeff${lines.join('\r\n')}`);
    expect((await readAll()).exchanges).toEqual([{ id: '1', ...one }]);
  });

  test.each<[string, number, (text: Buffer) => Buffer]>([
    ['in another encoding', 2, (text) => Buffer.from(text.toString(), 'latin1')],
    ['compressed', 1, (text) => gzipSync(text)],
  ])('%s is refused as not UTF-8', async (...[, line, change]) => {
    await writeTwo();
    await writeFile(path, change(await readFile(path)));
    await expect(readAll()).rejects.toThrow(`v1.jsonl:${line}: The line is not UTF-8`);
  });

  test('that does not exist gives an error message', async () => {
    await expect(readRecording(join(folder, 'none'), () => undefined)).rejects.toThrow(
      /none: cannot be read \(ENOENT\)/,
    );
    await expect(writeRecording(folder, header)).rejects.toThrow(/cannot be written/);
  });
});
