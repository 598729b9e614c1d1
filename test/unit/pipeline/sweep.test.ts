import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { GatewayError } from '../../../src/errors/gateway-error.js';
import type { KeyedList } from '../../../src/pipeline/lists/collect-by-key.js';
import { sweep } from '../../../src/pipeline/lists/sweep.js';
import { Cancellation } from '../../../src/upstream/cancellation.js';
import { failureOf } from '../../support/failure-of.js';

/** A list of `count` items whose lagging index lists written items until the end of the first pass. */
function listOf(count: number) {
  const all = Array.from({ length: count }, (_, n) => String(n).padStart(6, '0'));
  const written: unknown[] = [];
  let shown = all;
  return {
    asked: 0,
    written,
    write: (item: unknown) => Promise.resolve(written.push(item)),
    ask({ after = '' }: { after?: string | undefined }): Promise<unknown> {
      this.asked += 1;
      if (after === '' && this.asked > 1) shown = all.filter((key) => !written.includes(key));
      return Promise.resolve(shown.filter((key) => key > after).slice(0, 100));
    },
    keyOf: String,
  };
}

function hash(key: string): number {
  return (Number(key) * 2_654_435_761) % 4_294_967_296;
}

const refused = (upstreamStatus: number, retryAfterS?: number) =>
  new GatewayError('upstream-refused', {
    upstreamStatus,
    ...(retryAfterS === undefined ? {} : { retryAfterS }),
  });

describe('a sweep', () => {
  test.each([0, 1, 99, 100, 101, 1_234])(
    'of %d items writes each once, though the index lags',
    async (count) => {
      const list = listOf(count);
      expect(await sweep({ list, write: list.write, signal: new Cancellation() })).toBe(count);
      expect(list.written).toHaveLength(count);
      expect(new Set(list.written).size).toBe(count);
      expect(list.asked).toBe(count === 0 ? 1 : Math.ceil(count / 100) + 2);
    },
  );

  test.each([
    ['in no order', (keys: string[]) => keys.sort((one, other) => hash(one) - hash(other))],
    ['the other way round', (keys: string[]) => keys.reverse()],
  ])('of a list that comes %s leaves no item before it reports success', async (_, order) => {
    const all = new Set(Array.from({ length: 523 }, (_each, n) => String(n).padStart(6, '0')));
    const ask: KeyedList['ask'] = ({ after = '' }) =>
      Promise.resolve(order([...all].filter((key) => key > after)).slice(0, 100));
    const write = (item: unknown): Promise<boolean> => Promise.resolve(all.delete(String(item)));
    expect(await sweep({ list: { ask, keyOf: String }, write, signal: new Cancellation() })).toBe(523);
    expect(all.size).toBe(0);
  });

  test('reads the list again while the index shows items that are gone, and writes none of them again', async () => {
    const list = listOf(150);
    const stale = list.ask({});
    let looks = 0;
    const ask: KeyedList['ask'] = (between) =>
      between.after === undefined && (looks += 1) === 2 ? stale : list.ask(between);
    await sweep({ list: { ask, keyOf: String }, write: list.write, signal: new Cancellation() });
    expect(looks).toBe(3);
    expect(list.written).toHaveLength(150);
  });

  test('fails at the deadline when the tenant keeps listing items that are gone', async () => {
    const signal = new Cancellation();
    let looks = 0;
    const ask: KeyedList['ask'] = () => {
      looks += 1;
      if (looks === 3)
        setImmediate(() => {
          signal.cancel('upstream-timeout');
        });
      return Promise.resolve(['000001']);
    };
    const { code } = await failureOf(
      sweep({ list: { ask, keyOf: String }, write: () => Promise.resolve(), signal }),
    );
    expect(code).toBe('sweep-interrupted');
  });

  test('has at most four writes in flight', async () => {
    let now = 0;
    let most = 0;
    const list = listOf(50);
    const write = async (item: unknown): Promise<void> => {
      most = Math.max(most, (now += 1));
      await new Promise(setImmediate);
      now -= 1;
      await list.write(item);
    };
    await sweep({ list, write, signal: new Cancellation() });
    expect(most).toBe(4);
  });

  test.each([500, 408])('stops at the first failure (%d), and says how many are certain', async (status) => {
    let sent = 0;
    const write = (item: unknown): Promise<void> => {
      sent += 1;
      return item === '000120' ? Promise.reject(refused(status)) : Promise.resolve();
    };
    const { code, message } = await failureOf(
      sweep({ list: listOf(300), write, signal: new Cancellation() }),
    );
    expect(code).toBe('sweep-interrupted');
    expect(message).toContain(`the tenant answered with ${status}`);
    expect(Number(/At least (\d+)/.exec(message)?.[1])).toBe(sent - 1);
    expect(sent).toBeLessThan(126);
  });

  test.each([refused(400), refused(409), new GatewayError('request-malformed')])(
    'skips an item that v2 refuses (%p), and says how many are not done',
    async (refusal) => {
      const list = listOf(300);
      const asked: unknown[] = [];
      const write = (item: unknown): Promise<unknown> => {
        asked.push(item);
        return item === '000003' || item === '000150' ? Promise.reject(refusal) : list.write(item);
      };
      const { code, message } = await failureOf(sweep({ list, write, signal: new Cancellation() }));
      expect(code).toBe('half-done');
      expect(message).toMatch(/^298 are done; 2 are not/);
      expect(new Set(list.written).size).toBe(298);
      expect(asked).toHaveLength(300);
    },
  );

  test.each([401, 403])(
    'stops when the caller loses its permission (%d), and does not advise to repeat',
    async (status) => {
      const write = (item: unknown): Promise<void> =>
        item === '000120' ? Promise.reject(refused(status)) : Promise.resolve();
      const { code, message } = await failureOf(
        sweep({ list: listOf(300), write, signal: new Cancellation() }),
      );
      expect(code).toBe('half-done');
      expect(message).toContain(`the tenant answered with ${status}`);
      expect(message).not.toContain('repeat');
    },
  );

  test('reports the failure that stopped it, not an item that is refused meanwhile', async () => {
    const list = listOf(4);
    const write = async (item: unknown): Promise<void> => {
      await delay(item === '000000' ? 20 : 5);
      if (item === '000000') throw refused(400);
      if (item === '000001') throw refused(503, 7);
    };
    const error = await failureOf(sweep({ list, write, signal: new Cancellation() }));
    expect(error).toMatchObject({ code: 'sweep-interrupted', details: { retryAfterS: 7 } });
  });

  test('stops when the process is about to end', async () => {
    let ending = false;
    const signal = new Cancellation(() => ending);
    const write = (item: unknown): Promise<void> => {
      ending ||= item === '000007';
      return Promise.resolve();
    };
    expect((await failureOf(sweep({ list: listOf(300), write, signal }))).message).toMatch(
      /about to end.*repeat/,
    );
  });

  test.each([
    ['answers 429', refused(429, 7)],
    ['has no call left in time', new GatewayError('upstream-limited', { retryAfterS: 7 })],
  ])(
    'ends when the tenant %s, and says when to repeat: the upstream client has already waited as long as it can',
    async (_what, limit) => {
      const write = (item: unknown): Promise<void> =>
        item === '000120' ? Promise.reject(limit) : Promise.resolve();
      const { code, message, details } = await failureOf(
        sweep({ list: listOf(300), write, signal: new Cancellation() }),
      );
      expect(code).toBe('sweep-interrupted');
      expect(message).toMatch(/takes no more calls for now.*repeat/);
      expect(details.retryAfterS).toBe(7);
    },
  );

  test('that fails at its first call is refused like any other call', async () => {
    const list = { ask: () => Promise.reject(refused(403)), keyOf: String };
    const failure = await failureOf(
      sweep({ list, write: () => Promise.resolve(), signal: new Cancellation() }),
    );
    expect(failure.details.upstreamStatus).toBe(403);
    expect(failure.code).toBe('upstream-refused');
  });
});
