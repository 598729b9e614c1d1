import { describe, expect, test } from '@jest/globals';
import { GatewayError } from '../../../src/errors/gateway-error.js';
import { sweep } from '../../../src/pipeline/sweep.js';
import { Cancellation } from '../../../src/upstream/cancellation.js';

/** A list of so many items, whose index goes on listing what is written away. */
function listOf(count: number) {
  const all = Array.from({ length: count }, (_, n) => String(n).padStart(6, '0'));
  return {
    asked: 0,
    ask({ after = '' }: { after?: string | undefined }): Promise<unknown> {
      this.asked += 1;
      return Promise.resolve(all.filter((key) => key > after).slice(0, 100));
    },
    keyOf: String,
  };
}

const refused = (upstreamStatus: number, retryAfterS?: number) =>
  new GatewayError('upstream-refused', {
    upstreamStatus,
    ...(retryAfterS === undefined ? {} : { retryAfterS }),
  });

async function failureOf(made: Promise<unknown>): Promise<GatewayError> {
  const error: unknown = await made.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof GatewayError)) throw new Error('It did not fail.');
  return error;
}

describe('a sweep', () => {
  test.each([0, 1, 99, 100, 101, 1_234])(
    'of %d items writes each once, though the index lags',
    async (count) => {
      const list = listOf(count);
      const written: unknown[] = [];
      const done = await sweep({
        list,
        write: (item) => Promise.resolve(written.push(item)),
        signal: new Cancellation(),
      });
      expect(done).toBe(count);
      expect(new Set(written).size).toBe(count);
      expect(list.asked).toBe(Math.ceil(count / 100) + 1);
    },
  );

  test('has four writes on their way, no more', async () => {
    let now = 0;
    let most = 0;
    const write = async (): Promise<void> => {
      most = Math.max(most, (now += 1));
      await new Promise(setImmediate);
      now -= 1;
    };
    await sweep({ list: listOf(50), write, signal: new Cancellation() });
    expect(most).toBe(4);
  });

  test('stops at the first failure, and tells how many are done for certain', async () => {
    let sent = 0;
    const write = (item: unknown): Promise<void> => {
      sent += 1;
      return item === '000120' ? Promise.reject(refused(500)) : Promise.resolve();
    };
    const { code, message } = await failureOf(
      sweep({ list: listOf(300), write, signal: new Cancellation() }),
    );
    expect(code).toBe('sweep-interrupted');
    expect(message).toContain('the tenant answered with 500');
    expect(Number(/At least (\d+)/.exec(message)?.[1])).toBe(sent - 1);
    expect(sent).toBeLessThan(126);
  });

  test.each([refused(400), refused(409), new GatewayError('request-malformed')])(
    'passes over an item that is refused for itself (%p), and tells how many are left',
    async (refusal) => {
      const written: unknown[] = [];
      const write = (item: unknown): Promise<unknown> =>
        item === '000003' || item === '000150'
          ? Promise.reject(refusal)
          : Promise.resolve(written.push(item));
      const { code, message } = await failureOf(
        sweep({ list: listOf(300), write, signal: new Cancellation() }),
      );
      expect(code).toBe('half-done');
      expect(message).toMatch(/^298 are done; 2 are not/);
      expect(new Set(written).size).toBe(298);
    },
  );

  test.each([401, 403])(
    'stops where the caller has lost the right to go on (%d), and does not say repeat',
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

  test('stops when the process is to end', async () => {
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
    'ends where the tenant %s, and says when to go on: upstream has waited as long as one can',
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

  test('that cannot even begin is refused as any other call', async () => {
    const list = { ask: () => Promise.reject(refused(403)), keyOf: String };
    const failure = await failureOf(
      sweep({ list, write: () => Promise.resolve(), signal: new Cancellation() }),
    );
    expect(failure.details.upstreamStatus).toBe(403);
    expect(failure.code).toBe('upstream-refused');
  });
});
