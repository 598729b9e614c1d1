import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { GatewayError } from '../../../src/errors/gateway-error.js';
import { AnswerRoom } from '../../../src/upstream/wire/answer-room.js';
import type { WireAnswer, WireRequest } from '../../../src/upstream/wire/call.js';
import { Cancellation } from '../../../src/upstream/cancellation.js';
import { CoalescedReads, type CoalescedReadsOptions } from '../../../src/upstream/coalesced-reads.js';
import { compose, type Interceptor } from '../../../src/upstream/send.js';
import { settled } from '../../support/settled.js';
import { answer, outcomeOf, request } from './fake-wire.js';

interface UnderWay {
  readonly request: WireRequest;
  readonly end: (given?: WireAnswer | Error) => void;
}

/** Coalesced reads before a tenant that answers when the test says so; `line` sits between them, as the pacer does. */
function joinedReads(options: Partial<CoalescedReadsOptions> = {}, line: Interceptor = (next) => next) {
  const under: UnderWay[] = [];
  let count = 0;
  const watch = { coalesced: () => void (count += 1) };
  const reads = new CoalescedReads({ replicas: false, room: undefined, watch, ...options });
  const send = compose(
    (sent, signal) =>
      new Promise((resolve, reject) => {
        signal.once('abort', () => {
          reject(new GatewayError(signal.reason ?? 'client-closed-request'));
        });
        const end = (given: WireAnswer | Error = answer(200)): void => {
          if (given instanceof Error) reject(given);
          else resolve(given);
        };
        under.push({ request: sent, end });
      }),
    reads.coalescing,
    line,
    reads.sending,
  );
  const read = (more: Partial<WireRequest> = {}, signal = new Cancellation()): Promise<number | string> =>
    outcomeOf(send(request('GET', more), signal));
  return { reads, under, send, read, coalesced: () => count };
}

describe('equal reads of one caller at the same time', () => {
  test('are sent as one call, and all get its answer', async () => {
    const { read, under, coalesced } = joinedReads();
    const all = Array.from({ length: 80 }, () =>
      read({ callerKey: 'a', headers: { authorization: 'Bearer 1' } }),
    );
    under[0]?.end();
    expect(await Promise.all(all)).toEqual(all.map(() => 200));
    expect([under.length, coalesced()]).toEqual([1, 79]);
  });

  test.each<[string, Partial<WireRequest>]>([
    ['with another bearer', { headers: { authorization: 'Bearer 2' } }],
    ['of another asker', { callerKey: 'b' }],
    ['of something else', { path: '/api/v2/users/2' }],
    ['by somebody who is going to write', { fresh: true }],
    ['that are no reads', { method: 'PATCH' }],
  ])('are not coalesced with requests %s', async (_how, more) => {
    const { send, under } = joinedReads();
    const first = { callerKey: 'a', headers: { authorization: 'Bearer 1' } };
    const outcomes = [first, { ...first, ...more }].map((each) =>
      outcomeOf(send(request('GET', each), new Cancellation())),
    );
    for (const { end } of under) end();
    expect(await Promise.all(outcomes)).toEqual([200, 200]);
    expect(under).toHaveLength(2);
  });

  test('fail together: a failing tenant is not asked once for each of them', async () => {
    const { read, under } = joinedReads();
    const all = [read(), read()];
    under[0]?.end(new GatewayError('upstream-unreachable'));
    expect(await Promise.all(all)).toEqual(['upstream-unreachable', 'upstream-unreachable']);
    expect(under).toHaveLength(1);
  });

  test('are sent again, once for all, when the client whose read was sent hangs up', async () => {
    const { read, under } = joinedReads();
    const leader = new Cancellation();
    const all = [read({}, leader), read(), read()];
    leader.cancel('client-closed-request');
    await settled();
    expect(under).toHaveLength(2);
    under[1]?.end();
    expect(await Promise.all(all)).toEqual(['client-closed-request', 200, 200]);
  });

  test('are sent again when the read that was sent had too little time to wait for its turn', async () => {
    const { read, under } = joinedReads();
    const [hasty, patient, another] = [100, 15_000, 15_000].map((at) => {
      const signal = new Cancellation();
      signal.endAt(at);
      return signal;
    });
    const all = [read({}, hasty), read({}, patient), read({}, another)];
    under[0]?.end(new GatewayError('upstream-limited', { retryAfterS: 2 }));
    await settled();
    expect(under).toHaveLength(2);
    under[1]?.end();
    expect(await Promise.all(all)).toEqual(['upstream-limited', 200, 200]);
  });

  test.each([15_000, Infinity])(
    'are refused together when none has notably more time than the read that was sent: %d ms',
    async (at) => {
      const { read, under } = joinedReads();
      const all = Array.from({ length: 50 }, (_, n) => {
        const signal = new Cancellation();
        signal.endAt(at + n);
        return read({}, signal);
      });
      under[0]?.end(new GatewayError('upstream-limited', { retryAfterS: 20 }));
      expect(await Promise.all(all)).toEqual(all.map(() => 'upstream-limited'));
      expect(under).toHaveLength(1);
    },
  );

  test('go on for the others when a client hangs up or runs out of time', async () => {
    const { read, under } = joinedReads();
    const [hasty, late] = [new Cancellation(), new Cancellation()];
    const all = [read(), read({}, hasty), read({}, late), read()];
    hasty.cancel('client-closed-request');
    late.cancel('upstream-timeout');
    await settled();
    under[0]?.end();
    expect(await Promise.all(all)).toEqual([200, 'client-closed-request', 'upstream-timeout', 200]);
    expect(under).toHaveLength(1);
  });

  test('end with their answer: a later read is a call of its own', async () => {
    const { read, under } = joinedReads();
    for (const turn of [0, 1]) {
      const outcome = read();
      under[turn]?.end();
      expect(await outcome).toBe(200);
    }
  });

  test('count a large answer once for each reader, and each reader waits for room', async () => {
    const room = new AnswerRoom(150 * 1024);
    const { read, under } = joinedReads({ room });
    const [elder, younger] = [new Cancellation(), new Cancellation()];
    room.read(elder, 100 * 1024);
    const all = [read(), read({}, younger)];
    let isThere = false;
    void all[1]?.then(() => (isThere = true));
    under[0]?.end({ ...answer(200), body: Buffer.alloc(100 * 1024) });
    expect(await all[0]).toBe(200);
    await settled();
    expect(isThere).toBe(false);
    elder.end();
    expect(await all[1]).toBe(200);
  });
});

describe('a write', () => {
  test.each<[string, (end: UnderWay['end'] | undefined) => void]>([
    ['that was made', (end) => end?.()],
    ['that was refused', (end) => end?.(answer(400))],
    ['of which nobody knows', (end) => end?.(new GatewayError('upstream-timeout'))],
  ])('%s keeps later reads from joining a read sent before it', async (_how, end) => {
    const { read, send, under } = joinedReads();
    void read();
    const write = outcomeOf(send(request('PATCH'), new Cancellation()));
    end(under[1]?.end);
    await write;
    void read();
    void read();
    expect(under.map((each) => each.request.method)).toEqual(['GET', 'PATCH', 'GET']);
  });

  test('that is reported with close() keeps later reads from joining an earlier one', () => {
    const { read, reads, under } = joinedReads();
    void read();
    reads.close();
    void read();
    expect(under).toHaveLength(2);
  });

  test('is never followed by a read of the state before it, however calls overtake each other', async () => {
    const steps = fc.array(fc.tuple(fc.constantFrom('read', 'write', 'arrive', 'return'), fc.nat(20)), {
      minLength: 10,
      maxLength: 60,
    });
    let coalesced = 0;
    await fc.assert(
      fc.asyncProperty(steps, async (schedule) => {
        coalesced += await play(schedule);
      }),
      { numRuns: 500 },
    );
    expect(coalesced).toBeGreaterThan(500);
  });
});

type Schedule = readonly (readonly ['read' | 'write' | 'arrive' | 'return', number])[];

/** One register and the calls to it, which arrive and return as the schedule says. Returns how many coalesced. */
async function play(schedule: Schedule): Promise<number> {
  let value = 0;
  /** The highest value that any write has been acknowledged with. */
  let known = 0;
  const coming: (() => void)[] = [];
  const going: (() => void)[] = [];
  let coalesced = 0;
  const reads = new CoalescedReads({
    replicas: false,
    room: undefined,
    watch: { coalesced: () => void (coalesced += 1) },
  });
  const send = compose(
    ({ method }) =>
      new Promise((resolve) => {
        coming.push(() => {
          if (method !== 'GET') value += 1;
          const told = { ...answer(200), body: Buffer.from(String(value)) };
          going.push(() => {
            resolve(told);
          });
        });
      }),
    reads.coalescing,
    reads.sending,
  );
  const work: Promise<void>[] = [];
  const begin = async (method: string): Promise<void> => {
    const before = known;
    const { body } = await send(request(method), new Cancellation());
    const told = Number(body.toString());
    if (method !== 'GET') known = Math.max(known, told);
    else expect(told).toBeGreaterThanOrEqual(before);
  };
  for (const [step, which] of schedule) {
    if (step === 'read' || step === 'write') work.push(begin(step === 'read' ? 'GET' : 'PATCH'));
    else {
      const some = step === 'arrive' ? coming : going;
      some.splice(which % Math.max(1, some.length), 1)[0]?.();
      await settled();
    }
  }
  while (coming.length + going.length > 0) {
    coming.shift()?.();
    going.shift()?.();
  }
  await Promise.all(work);
  return coalesced;
}

describe('with several replicas', () => {
  test('a read joins no sent read: its answer can be older than a write through another replica', () => {
    const { read, under, coalesced } = joinedReads({ replicas: true });
    void read();
    void read();
    expect([under.length, coalesced()]).toEqual([2, 0]);
  });

  test('reads that wait for their turn are still sent as one call', async () => {
    let go = (): void => undefined;
    const line: Interceptor = (next) => async (sent, signal) => {
      await new Promise<void>((resolve) => (go = resolve));
      return next(sent, signal);
    };
    const { read, under, coalesced } = joinedReads({ replicas: true }, line);
    const all = [read(), read()];
    go();
    await settled();
    const late = read();
    expect([under.length, coalesced()]).toEqual([1, 1]);
    under[0]?.end();
    expect(await Promise.all(all)).toEqual([200, 200]);
    go();
    await settled();
    under[1]?.end();
    expect(await late).toBe(200);
  });
});
