import { describe, expect, test } from '@jest/globals';
import type { Asked } from '../../../src/parity/ask.js';
import { noIgnores } from '../../../src/parity/compare/ignore-file.js';
import type { RecordedReply } from '../../../src/parity/recording.js';
import { createRedaction } from '../../../src/parity/redaction/redaction.js';
import type { ShadowLine } from '../../../src/parity/shadow/shadow-line.js';
import { createShadow, type AnsweredRead, type ShadowDeps } from '../../../src/parity/shadow/shadow.js';
import { parityMap } from '../../support/parity-map.js';

const map = parityMap();
const target = '/api/users/auth0%7C1?access_token=canary-token';

function json(value: unknown, more: Partial<RecordedReply> = {}): RecordedReply {
  return { status: 200, headers: { 'content-type': 'application/json' }, body: { json: value }, ...more };
}

interface Scene {
  /** The answers of each side in order; the last one repeats. */
  readonly v1?: readonly (RecordedReply | Error)[];
  readonly holdover?: readonly (RecordedReply | Error)[];
  readonly serves?: 'v1' | 'holdover';
  readonly read?: Partial<AnsweredRead>;
  readonly more?: Partial<ShadowDeps>;
}

/** The effects of one read. */
interface Outcome {
  readonly verdicts: string[];
  readonly causes: string[];
  readonly leftOut: string[];
  readonly lines: ShadowLine[];
  readonly faults: unknown[];
  readonly asked: Record<'v1' | 'holdover', Asked[]>;
  readonly renewed: string[];
}

async function play({ v1 = [], holdover = [], serves = 'v1', read, more }: Scene): Promise<Outcome> {
  const out: Outcome = {
    verdicts: [],
    causes: [],
    leftOut: [],
    lines: [],
    faults: [],
    renewed: [],
    asked: { v1: [], holdover: [] },
  };
  const side = (name: 'v1' | 'holdover', answers: readonly (RecordedReply | Error)[]) => ({
    ask: (asked: Asked) => {
      const n = Math.min(out.asked[name].push(asked), answers.length) - 1;
      const answer = answers[n] ?? new Error('nobody is there');
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    },
    bearerOf: (caller: string) =>
      Promise.resolve(caller === 'client:shop' ? { bearer: `${name}-token` } : ('unknown' as const)),
    renew: () => out.renewed.push(name),
  });
  await new Promise<void>((done) => {
    const shadow = createShadow({
      map,
      redaction: createRedaction(map),
      serves,
      ignores: noIgnores,
      silent: false,
      pauseMs: 1,
      v1: side('v1', v1),
      holdover: side('holdover', holdover),
      budget: { take: () => 'taken', give: done },
      watch: {
        compared: (route, verdict) => out.verdicts.push(`${route} ${verdict}`),
        differed: (route, cause) => out.causes.push(`${route} ${cause}`),
        leftOut: (reason) => {
          out.leftOut.push(reason);
          done();
        },
      },
      write: (line) => out.lines.push(line),
      onFault: (error) => out.faults.push(error),
      ...more,
    });
    const reply = () => json({ user_id: 'auth0|1', name: 'Ann' });
    shadow({ id: 'r1', route: 'users.get', caller: 'client:shop', target, status: 200, reply, ...read });
  });
  return out;
}

const ann = json({ user_id: 'auth0|1', name: 'Ann' });
const bob = json({ user_id: 'auth0|1', name: 'Bob' });

describe('a read that one side has answered', () => {
  test('is repeated on the other side with a token of that side, and without the token of the client', async () => {
    const { asked, verdicts, lines } = await play({ holdover: [ann] });
    expect(asked.holdover).toEqual([
      { method: 'GET', target: '/api/users/auth0%7C1', headers: {}, bearer: 'holdover-token' },
    ]);
    expect(asked.v1).toEqual([]);
    expect(verdicts).toEqual(['users.get same']);
    expect(lines).toEqual([]);
  });

  test('is not compared if both answers were redacted as a whole', async () => {
    const text = (value: string) => json(undefined, { body: { text: `{"secret":"${value}"` } });
    const read = { reply: () => text('a') };
    expect(await play({ read, holdover: [text('b')] })).toMatchObject({ verdicts: [], leftOut: ['secret'] });
    expect(await play({ read, v1: [text('a')], holdover: [ann] })).toMatchObject({
      verdicts: ['users.get different'],
      leftOut: [],
    });
  });

  test('is repeated on v1 if holdover has answered', async () => {
    const { asked, verdicts } = await play({ serves: 'holdover', v1: [ann] });
    expect(asked.v1).toHaveLength(1);
    expect(asked.holdover).toHaveLength(0);
    expect(verdicts).toEqual(['users.get same']);
  });

  test.each(['v1', 'holdover'] as const)(
    'differs if both sides still differ when asked again (%s serves)',
    async (serves) => {
      const served = serves === 'v1' ? { v1: [ann], holdover: [bob] } : { v1: [bob], holdover: [ann] };
      const { verdicts, causes, lines, asked } = await play({ serves, ...served });
      expect(verdicts).toEqual(['users.get different']);
      expect(causes).toEqual(['users.get unexplained']);
      expect(asked.v1.length + asked.holdover.length).toBe(3);
      expect(lines).toMatchObject([
        {
          id: 'r1',
          route: 'users.get',
          caller: 'client:shop',
          target: '/api/users/auth0%7C1',
          verdict: 'different',
          serves,
          more: 0,
          differences: [
            {
              field: 'name',
              kind: 'value',
              cause: { kind: 'unexplained' },
              control: serves === 'v1' ? 'Ann' : 'Bob',
              candidate: serves === 'v1' ? 'Bob' : 'Ann',
            },
          ],
        },
      ]);
    },
  );

  test('does not differ if the record was written in between', async () => {
    const { verdicts, causes, lines } = await play({ v1: [bob], holdover: [bob] });
    expect(verdicts).toEqual(['users.get passing']);
    expect([causes, lines]).toEqual([[], []]);
  });

  test('does not differ if v1 itself changes its answer', async () => {
    const { verdicts } = await play({ v1: [bob], holdover: [json({ user_id: 'auth0|1', name: 'Cy' })] });
    expect(verdicts).toEqual(['users.get passing']);
  });

  test('is explained by a loss that holdover reports, and is not asked again', async () => {
    const told = { headers: { 'content-type': 'application/json', 'x-holdover-lossy': 'last-client' } };
    const { verdicts, causes, asked, lines } = await play({
      read: { reply: () => json({ user_id: 'auth0|1', name: 'Ann', clientID: 'shop' }) },
      holdover: [json({ user_id: 'auth0|1', name: 'Ann' }, told)],
    });
    expect(verdicts).toEqual(['users.get explained']);
    expect(causes).toEqual(['users.get last-client']);
    expect(asked.holdover).toHaveLength(1);
    expect(lines).toHaveLength(1);
  });

  test('keeps its first verdict if one side cannot be asked again', async () => {
    const { verdicts, faults } = await play({ v1: [new Error('down')], holdover: [bob] });
    expect(verdicts).toEqual(['users.get different']);
    expect(faults).toHaveLength(1);
  });
});

describe('a read is not compared', () => {
  test.each<[string, string, Partial<AnsweredRead>]>([
    ['whose token was refused', 'refused', { status: 401 }],
    ['that was one too many', 'refused', { status: 429 }],
    ['that nobody could answer', 'refused', { status: 502 }],
    ['whose client has gone', 'refused', { status: 499 }],
    ['that is in the cache of its client', 'refused', { status: 304 }],
    ['whose answer was too long', 'too-long', { reply: undefined }],
    ['of a user', 'caller', { caller: undefined }],
    ['of a client without a known secret', 'caller', { caller: 'client:other' }],
    ['with a secret in it', 'secret', { target: '/api/users?password=canary' }],
  ])('%s', async (_name, reason, read) => {
    const { leftOut, asked, verdicts } = await play({ read, holdover: [ann] });
    expect(leftOut).toEqual([reason]);
    expect([asked.holdover, verdicts]).toEqual([[], []]);
  });

  test('while the budget has no room', async () => {
    const budget: ShadowDeps['budget'] = { take: () => 'rate', give: () => undefined };
    expect((await play({ more: { budget } })).leftOut).toEqual(['rate']);
  });

  test('that leads to an entry that writes, even through a mounted map', async () => {
    const [route] = map.routes.filter(({ id }) => id === 'users.delete');
    if (route === undefined) throw new Error('The map has no users.delete.');
    const index = { find: () => ({ kind: 'match' as const, match: { route, slots: {} } }) };
    const { leftOut, asked } = await play({ more: { map: { index } }, holdover: [ann] });
    expect(leftOut).toEqual(['writes']);
    expect(asked.holdover).toEqual([]);
  });
});

describe('a side that does not answer', () => {
  test.each<[string, RecordedReply | Error]>([
    ['with an error', new Error('ECONNREFUSED')],
    ['but 503', json({}, { status: 503 })],
    ['but 429', json({}, { status: 429 })],
    ['but that it knows no such token', json({}, { status: 401 })],
  ])('%s counts as failed, not as a difference', async (_name, answer) => {
    const { verdicts, lines } = await play({ holdover: [answer] });
    expect(verdicts).toEqual(['users.get failed']);
    expect(lines).toEqual([]);
  });

  test('because its token is refused gets new tokens', async () => {
    expect((await play({ holdover: [json({}, { status: 401 })] })).renewed).toEqual(['holdover']);
  });
});

describe('no fault reaches the caller', () => {
  test.each<[string, Scene]>([
    ['of a reply that cannot be read', { read: { reply: () => Promise.reject(new Error('garbage')) } }],
    ['of metrics that throw', { more: { watch: throwing() }, holdover: [ann] }],
    ['of a redaction that throws', { more: { redaction: { ...createRedaction(map), request: fail } } }],
    ['of a file that throws', { more: { write: fail }, v1: [ann], holdover: [bob] }],
  ])('%s', async (_name, scene) => {
    const { faults } = await play({ holdover: [ann], ...scene });
    expect(faults).toHaveLength(1);
  });
});

function fail(): never {
  throw new Error('a fault');
}

function throwing(): ShadowDeps['watch'] {
  return { compared: fail, differed: fail, leftOut: fail };
}

describe('a line of the shadow', () => {
  test('has the first 20 differences, the number of further ones, and no long text', async () => {
    const wide = Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`field${n}`, 'x'.repeat(5_000)]));
    const { lines } = await play({
      v1: [json(wide)],
      read: { reply: () => json(wide) },
      holdover: [json({})],
    });
    const [line] = lines;
    expect(line?.differences).toHaveLength(20);
    expect(line?.more).toBe(30);
    expect(JSON.stringify(line).length).toBeLessThan(20_000);
  });
});
