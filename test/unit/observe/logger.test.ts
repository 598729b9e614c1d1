import { describe, expect, test } from '@jest/globals';
import { createLogger, type LogLevel } from '../../../src/observe/log/logger.js';

function recorded(level: LogLevel = 'info') {
  const writes: string[] = [];
  const log = createLogger({ level, sink: { write: (text) => writes.push(text) }, now: () => 0 });
  return {
    log,
    lines: () => {
      log.flush();
      return writes.join('').split('\n').slice(0, -1);
    },
    writes,
  };
}

describe('the log', () => {
  test('writes one flat JSON object per line: time, level, msg, then the fields', () => {
    const { log, lines } = recorded();
    log.warn('odd', { n: 1, yes: true, gone: undefined, list: ['a'] });
    expect(lines()).toEqual([
      '{"time":"1970-01-01T00:00:00.000Z","level":"warn","msg":"odd","n":1,"yes":true,"list":["a"]}',
    ]);
  });

  test('writes the number of the worker in each line', () => {
    const writes: string[] = [];
    const sink = { write: (text: string) => writes.push(text) };
    const log = createLogger({ level: 'info', sink, now: () => 0, worker: 2 });
    log.info('bare');
    log.info('odd', { n: 1 });
    log.flush();
    const head = '{"time":"1970-01-01T00:00:00.000Z","level":"info"';
    expect(writes.join('')).toBe(`${head},"msg":"bare","worker":2}\n${head},"msg":"odd","worker":2,"n":1}\n`);
  });

  test('writes the time of each event to the millisecond', () => {
    const writes: string[] = [];
    let now = 0;
    const log = createLogger({ level: 'info', sink: { write: (text) => writes.push(text) }, now: () => now });
    for (now of [0, 0, 1, 86_400_000]) log.info('now');
    log.flush();
    const lines = writes.join('').trimEnd().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { time: string }).time)).toEqual([
      '1970-01-01T00:00:00.000Z',
      '1970-01-01T00:00:00.000Z',
      '1970-01-01T00:00:00.001Z',
      '1970-01-02T00:00:00.000Z',
    ]);
  });

  test('writes a valid line without fields, and with undefined fields only', () => {
    const { log, lines } = recorded();
    log.info('"quoted"');
    log.info('plain', { gone: undefined });
    expect(lines()).toEqual([
      '{"time":"1970-01-01T00:00:00.000Z","level":"info","msg":"\\"quoted\\""}',
      '{"time":"1970-01-01T00:00:00.000Z","level":"info","msg":"plain"}',
    ]);
  });

  test('writes the lines of one turn of the event loop at once', async () => {
    const { log, writes } = recorded();
    log.info('one');
    log.info('two');
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    expect(writes).toHaveLength(1);
    expect(writes[0]?.match(/\n/g)).toHaveLength(2);
  });

  test('omits lines below its level', () => {
    const { log, lines } = recorded('warn');
    log.info('no');
    log.debug('no');
    log.error('yes');
    expect(lines()).toHaveLength(1);
  });

  test('keeps a line break in a value inside its line', () => {
    const { log, lines } = recorded();
    log.info('a\nb', { text: 'c\r\nd\u2028e' });
    expect(lines()).toHaveLength(1);
  });

  test('masks secrets in every field', () => {
    const { log, lines } = recorded();
    log.error('no', { client_secret: 'hush', error: 'got Bearer abc.def' });
    log.error('no', { n: 1, list: ['a', 'Bearer xyz123'], gone: undefined });
    log.error('no', { tokens: ['a', 'b'] });
    const own = { time: '1970-01-01T00:00:00.000Z', level: 'error', msg: 'no' };
    expect(lines().map((line) => JSON.parse(line) as unknown)).toEqual([
      { ...own, client_secret: '[redacted]', error: 'got Bearer [redacted]' },
      { ...own, n: 1, list: ['a', 'Bearer [redacted]'] },
      { ...own, tokens: '[redacted]' },
    ]);
  });

  test('prints plain text unchanged, in order between the lines', () => {
    const { log, lines } = recorded();
    log.info('before');
    log.print('hello  there');
    log.info('after');
    expect(
      lines().map((line) => (line.startsWith('{') ? (JSON.parse(line) as { msg: string }).msg : line)),
    ).toEqual(['before', 'hello  there', 'after']);
  });
});
