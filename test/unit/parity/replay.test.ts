import { describe, expect, test } from '@jest/globals';
import { percentDecoded } from '../../../src/syntax/percent-decoded.js';
import type { Asked } from '../../../src/parity/ask.js';
import { createCallerTokens } from '../../../src/parity/clients/caller-tokens.js';
import { noIgnores } from '../../../src/parity/compare/ignore-file.js';
import { ParityError } from '../../../src/parity/parity-error.js';
import { targetHere as homeOf } from '../../../src/parity/replay/follow-link.js';
import type { Exchange, RecordedReply } from '../../../src/parity/recording.js';
import { createRedaction } from '../../../src/parity/redaction/redaction.js';
import { redacted } from '../../../src/parity/redaction/redact-text.js';
import { replay, type ReplayDeps, type ReplayOptions, type Side } from '../../../src/parity/replay/replay.js';
import { renewedTokens } from '../../../src/parity/clients/renewed-tokens.js';
import type { Result } from '../../../src/parity/result.js';
import { v1Grant } from '../../../src/parity/clients/v1-grant.js';
import { parityMap } from '../../support/parity-map.js';

const map = parityMap();
const redaction = createRedaction(map);

function json(body: unknown): RecordedReply {
  return { status: 200, headers: { 'content-type': 'application/json' }, body: { json: body } };
}

const targetHere = homeOf(['http://h']);

function linked(reply: RecordedReply): RecordedReply {
  return { ...reply, headers: { ...reply.headers, link: '<http://h/api/users?page=1>; rel="next"' } };
}

function exchange(id: string, line: string, more: Partial<Exchange> = {}): Exchange {
  const [method = '', target = ''] = line.split(' ');
  return { id, caller: 'client:shop', request: { method, target, headers: {} }, reply: json([]), ...more };
}

// eslint-disable-next-line @typescript-eslint/require-await -- a stream, as from a file
async function* stream(exchanges: readonly Exchange[]): AsyncGenerator<Exchange> {
  yield* exchanges;
}

type Answer = (asked: Asked) => RecordedReply | Promise<RecordedReply>;

interface Told {
  readonly results: Result[];
  readonly asked: Asked[];
}

async function run(
  exchanges: readonly Exchange[],
  answer: Answer,
  more: { options?: Partial<ReplayOptions>; deps?: Partial<ReplayDeps> } = {},
): Promise<Told> {
  const results: Result[] = [];
  const asked: Asked[] = [];
  const ask = async (question: Asked): Promise<RecordedReply> => {
    if (question.target === '/oauth/token') return json({ access_token: 'secret-token' });
    asked.push(question);
    return answer(question);
  };
  const bearerOf = createCallerTokens(v1Grant(ask), [{ clientId: 'shop', clientSecret: 's' }]);
  await replay(
    stream(exchanges),
    { concurrency: 4, writes: false, done: new Map(), ...more.options },
    {
      map,
      redaction,
      ignores: noIgnores,
      silent: false,
      candidate: { ask, bearerOf },
      // eslint-disable-next-line @typescript-eslint/require-await -- as one that writes to a file
      onResult: async (result) => void results.push(result),
      ...more.deps,
    },
  );
  return { results: results.sort((a, b) => a.id.localeCompare(b.id)), asked };
}

describe('a replay', () => {
  test('repeats each request as the client that made it, and judges each answer', async () => {
    const { results, asked } = await run(
      [
        exchange('1', 'GET /api/rules'),
        exchange('2', 'GET /api/clients'),
        exchange('3', 'GET /api/nothing', { caller: 'none' }),
      ],
      ({ target }) => (target === '/api/clients' ? json([{ clientID: 'x' }]) : json([])),
    );
    expect(results.map(({ route, verdict }) => [route, verdict])).toEqual([
      ['rules.list', 'same'],
      ['clients.list', 'different'],
      [undefined, 'same'],
    ]);
    expect(asked.map(({ bearer }) => bearer).sort()).toEqual(['secret-token', 'secret-token', undefined]);
    expect(results[1]?.replies?.candidate.body).toEqual({ json: [{ clientID: 'x' }] });
  });

  test('leaves out requests that it cannot repeat, fails those without credentials, and says why', async () => {
    const { results, asked } = await run(
      [
        exchange('1', 'DELETE /api/rules/x'),
        exchange('2', `GET /api/users/${encodeURIComponent(redacted)}`),
        exchange('3', 'GET /api/users?search=email:0a@hashed.invalid'),
        exchange('4', 'GET /api/rules', { reply: undefined }),
        exchange('5', 'GET /api/users/x', { caller: 'user:x' }),
        exchange('6', 'GET /api/users/x', { caller: 'client:other' }),
        exchange('7', 'GET /api/rules', { reply: { status: 503, headers: {} } }),
        exchange('8', 'GET /api/rules', { caller: 'token:unknown' }),
      ],
      () => json([]),
    );
    expect(results.map(({ verdict, why }) => [verdict, why])).toEqual([
      ['left-out', 'a write'],
      ['left-out', 'its request held a secret'],
      ['left-out', 'its request held a hashed e-mail address'],
      ['left-out', 'the answer of v1 is not known'],
      ['left-out', 'no credentials for users'],
      ['failed', 'no credentials for client:other in --clients'],
      ['left-out', 'v1 had no room for it'],
      ['failed', 'no credentials for token:unknown, and no --as to ask as'],
    ]);
    expect(asked).toEqual([]);
  });

  test.each([
    ['left-out', {}, {}],
    ['different', {}, { status: 201 }],
    ['different', {}, { body: { text: 'other' } }],
    ['different', {}, { body: { json: {} } }],
    ['same', { status: 404 }, { status: 404 }],
  ])(
    'answers that were redacted as a whole are never the same: %s, %j and %j',
    async (verdict, v1, holdover) => {
      const faulty = (of: string): RecordedReply => ({
        status: 200,
        headers: {},
        body: { text: `{"secret":"${of}"` },
      });
      const { reply } = redaction.exchange({
        ...exchange('1', 'GET /api/rules'),
        reply: { ...faulty('a'), ...v1 },
      });
      const { results } = await run([exchange('1', 'GET /api/rules', { reply })], () => ({
        ...faulty('b'),
        ...holdover,
      }));
      const why = 'its answers were redacted as a whole';
      expect(results).toMatchObject([
        verdict === 'left-out' ? { verdict, why, differences: [] } : { verdict },
      ]);
    },
  );

  test('reports an exchange without an answer as failed, never as same', async () => {
    const { results } = await run([exchange('1', 'GET /api/rules')], () =>
      Promise.reject(new Error('ECONNREFUSED')),
    );
    expect(results).toMatchObject([{ verdict: 'failed', why: 'ECONNREFUSED' }]);
  });

  test.each([
    ['the candidate', 200, 429],
    ['the candidate', 200, 503],
    ['v1', 503, 200],
    ['the candidate', 429, 429],
    ['the candidate', 503, 503],
  ])('fails a request that %s has no room for (%i and %i)', async (who, v1, holdover) => {
    const control = {
      ask: () => Promise.resolve({ ...json([]), status: v1 }),
      bearerOf: () => Promise.resolve({ bearer: undefined }),
    };
    const answer = (): RecordedReply => ({ ...json([]), status: holdover });
    const { results } = await run([exchange('1', 'GET /api/rules')], answer, { deps: { control } });
    const why = `${who} had no room for it (${who === 'v1' ? v1 : holdover})`;
    expect(results).toMatchObject([{ verdict: 'failed', why, differences: [] }]);
  });

  test('ends when a token request is refused', async () => {
    // eslint-disable-next-line @typescript-eslint/require-await -- as one that asks
    const ask = async (): Promise<RecordedReply> => ({ status: 401, headers: {} });
    const bearerOf = createCallerTokens(v1Grant(ask), [{ clientId: 'shop', clientSecret: 's' }]);
    const ended = run([exchange('1', 'GET /api/rules')], () => json([]), {
      deps: { candidate: { ask, bearerOf } },
    });
    await expect(ended).rejects.toThrow(ParityError);
  });

  test('repeats a request with a new token only if the token has expired', async () => {
    let now = 0;
    let given = 0;
    const asked: (string | undefined)[] = [];
    const ask = ({ target, bearer }: Asked): Promise<RecordedReply> => {
      if (target === '/oauth/token') return Promise.resolve(json({ access_token: `token ${(given += 1)}` }));
      asked.push(bearer);
      now += 60_000;
      return Promise.resolve(bearer === 'token 1' ? { status: 401, headers: {} } : json([]));
    };
    const make = () => createCallerTokens(v1Grant(ask), [{ clientId: 'shop', clientSecret: 's' }]);
    const side = { ask, ...renewedTokens(make, () => now) };
    const none = exchange('3', 'GET /api/rules', { caller: 'none' });
    const all = [exchange('1', 'DELETE /api/rules/a'), exchange('2', 'GET /api/rules'), none];
    const { results } = await run(all, () => json([]), {
      deps: { candidate: side },
      options: { writes: true, concurrency: 1 },
    });
    expect(results.map(({ verdict }) => verdict)).toEqual(['same', 'same', 'same']);
    expect(asked).toEqual(['token 1', 'token 2', 'token 2', undefined]);
  });

  test('follows a link with the token that the candidate took last', async () => {
    let [now, given] = [0, 0];
    const ask = ({ target, bearer }: Asked): Promise<RecordedReply> => {
      if (target === '/oauth/token') return Promise.resolve(json({ access_token: `token ${(given += 1)}` }));
      now += 60_000;
      if (bearer === 'token 1') return Promise.resolve({ status: 401, headers: {} });
      return Promise.resolve(target.includes('page=1') ? json([2]) : linked(json([1])));
    };
    const make = () => createCallerTokens(v1Grant(ask), [{ clientId: 'shop', clientSecret: 's' }]);
    const side = { ask, ...renewedTokens(make, () => now), targetHere };
    const { results } = await run(
      [exchange('1', 'GET /api/users', { reply: linked(json([1])) })],
      () => json([]),
      { deps: { candidate: side } },
    );
    expect(results).toMatchObject([{ verdict: 'same' }]);
  });

  test('asks neither side more often a second than it may, next pages and second looks with them', async () => {
    const times: Record<string, number[]> = { candidate: [], control: [] };
    const side = (name: string): Side => ({
      ask: ({ target }) => {
        times[name]?.push(performance.now());
        return Promise.resolve(target.includes('page=1') ? json([2]) : linked(json([1])));
      },
      bearerOf: () => Promise.resolve({ bearer: undefined }),
      targetHere,
    });
    const all = ['1', '2'].map((id) => exchange(id, 'GET /api/users'));
    const began = performance.now();
    await run(all, () => json([]), {
      options: { perSecond: 10 },
      deps: { candidate: side('candidate'), control: side('control') },
    });
    for (const asked of Object.values(times)) {
      expect(asked).toHaveLength(4);
      // A timer may fire a little early.
      for (const [n, time] of asked.entries()) expect(time - began).toBeGreaterThan(n * 100 - 10);
    }
  });

  test('asks a live control twice, and calls differences between its two answers noise', async () => {
    let count = 0;
    const ask = (): Promise<RecordedReply> => Promise.resolve(json({ count: (count += 1), name: 'a' }));
    const control = { ask, bearerOf: () => Promise.resolve({ bearer: undefined }) };
    const { results } = await run(
      [exchange('1', 'GET /api/clients/x', { reply: undefined })],
      () => json({ count: 9, name: 'a' }),
      {
        deps: { control },
      },
    );
    expect(results).toMatchObject([
      { verdict: 'explained', differences: [{ path: 'count', cause: { kind: 'noise' } }] },
    ]);
  });

  test('continues after the exchanges that are done, or repeats a single exchange', async () => {
    const all = ['1', '2', '3'].map((id) => exchange(id, 'GET /api/rules'));
    const done = new Map(all.slice(0, 2).map(({ id, request }) => [id, `client:shop GET ${request.target}`]));
    const rest = await run(all, () => json([]), { options: { done } });
    expect(rest.results.map(({ id }) => id)).toEqual(['3']);
    const one = await run(all, () => json([]), { options: { only: '2' } });
    expect(one.results.map(({ id }) => id)).toEqual(['2']);
  });

  test('shows no token of the candidate and no value with the name of a secret', async () => {
    const { results } = await run([exchange('1', 'GET /api/clients')], () =>
      json([{ clientID: 'x', clientSecret: 'canary' }]),
    );
    expect(JSON.stringify(results)).not.toMatch(/canary|secret-token/);
    expect(results[0]?.verdict).toBe('different');
  });
});

describe('a replay with writes', () => {
  const body = (value: object): Exchange['request']['body'] => ({ json: value });
  const created = exchange('1', 'POST /api/users', {
    reply: json({ user_id: 'auth0|old', _id: 'old', name: 'a' }),
  });
  const read = exchange('2', 'GET /api/users/auth0%7Cold', {
    reply: json({ user_id: 'auth0|old', identities: [{ provider: 'auth0', user_id: 'old' }] }),
  });
  const written = exchange('3', 'PUT /api/users/old/metadata', { reply: json('OK') });
  const put = { ...written, request: { ...written.request, body: body({ friend: 'auth0|old' }) } };

  test('requests a created record by the id of the candidate, and compares answers by the id of v1', async () => {
    const { results, asked } = await run(
      [created, read, put],
      ({ method }) =>
        method === 'POST'
          ? json({ user_id: 'auth0|new', _id: 'new', name: 'a' })
          : method === 'GET'
            ? json({ user_id: 'auth0|new', identities: [{ provider: 'auth0', user_id: 'new' }] })
            : json('OK'),
      { options: { writes: true } },
    );
    expect(asked.map(({ target }) => target)).toEqual([
      '/api/users',
      '/api/users/auth0%7Cnew',
      '/api/users/new/metadata',
    ]);
    expect(asked[2]?.body).toEqual({ json: { friend: 'auth0|new' } });
    expect(results.map(({ verdict }) => verdict)).toEqual(['same', 'same', 'same']);
  });

  test('translates the id in a search, in a paging link and in a script, too', async () => {
    const [was, is] = ['auth0|5f0000000000000000000001', 'auth0|6a0000000000000000000002'];
    const script = (id: string): RecordedReply => ({
      status: 200,
      headers: { 'content-type': 'application/javascript' },
      body: { text: `cb(${JSON.stringify({ status: 200, user: { user_id: id, name: 'a' } })})` },
    });
    const page = (id: string): RecordedReply => {
      const link = `<http://h/api/users?search=user_id%3A%22${encodeURIComponent(id)}%22&page=1>; rel="next"`;
      return { ...json([{ user_id: id }]), headers: { 'content-type': 'application/json', link } };
    };
    const search = `/api/users?search=user_id:%22${was}%22`;
    const { results, asked } = await run(
      [
        exchange('1', 'POST /api/users', { reply: json({ user_id: was }) }),
        exchange('2', `GET ${search}`, { reply: page(was) }),
        exchange('3', `GET /api/users/${encodeURIComponent(was)}?cbx=cb`, { reply: script(was) }),
      ],
      ({ method, target }) =>
        method === 'POST' ? json({ user_id: is }) : target.includes('cbx') ? script(is) : page(is),
      { options: { writes: true } },
    );
    expect(percentDecoded(asked[1]?.target ?? '')).toBe(`/api/users?search=user_id:"${is}"`);
    expect(results.map(({ verdict }) => verdict)).toEqual(['same', 'same', 'same']);
  });

  test('makes each write alone and in order, and runs the reads in between in parallel', async () => {
    const order: string[] = [];
    let running = 0;
    let most = 0;
    const all = [
      ...[1, 2, 3].map((n) => exchange(`0${n}`, `GET /api/rules/r${n}`)),
      exchange('04', 'DELETE /api/rules/r1'),
      ...[5, 6].map((n) => exchange(`0${n}`, `GET /api/rules/r${n}`)),
    ];
    await run(
      all,
      async ({ method, target }) => {
        running += 1;
        most = Math.max(most, running);
        if (method === 'DELETE') expect(running).toBe(1);
        await new Promise((done) => setImmediate(done));
        running -= 1;
        order.push(target);
        return json([]);
      },
      { options: { writes: true } },
    );
    expect(most).toBe(3);
    expect(order.indexOf('/api/rules/r1')).toBe(0);
    expect(order[3]).toBe('/api/rules/r1');
  });
});

describe('a difference after a write that the candidate has not made', () => {
  const user = (plan: string, id = 'auth0|1'): object => ({ user_id: id, _id: '1', plan });
  const secret = (id: string, line: string): Exchange => {
    const [method = '', target = ''] = line.split(' ');
    const request = { method, target, headers: {}, body: { json: { api_key: redacted } } };
    return exchange(id, line, { request, reply: { status: 200, headers: {}, body: { text: 'OK' } } });
  };
  const write = secret('2', 'PATCH /api/users/auth0%7C1/metadata');
  const after = { id: '2', why: 'its request held a secret' };
  const old = ({ target }: Asked): RecordedReply =>
    json(target.startsWith('/api/users?') ? [user('old'), user('old', 'auth0|2')] : user('old'));

  test.each<[string, Exchange, (object | undefined)[]]>([
    ['of the same record', exchange('3', 'GET /api/users/auth0%7C1', { reply: json(user('new')) }), [after]],
    [
      'of the same record, by its other id',
      exchange('3', 'GET /api/users/1', { reply: json(user('new')) }),
      [after],
    ],
    [
      'of a list with the record: of this item only',
      exchange('3', 'GET /api/users?page=0', { reply: json([user('new'), user('new', 'auth0|2')]) }),
      [after, undefined],
    ],
    [
      'of another record',
      exchange('3', 'GET /api/users/auth0%7C2', { reply: json({ ...user('new', 'auth0|2'), _id: '2' }) }),
      [undefined, undefined, undefined],
    ],
    [
      'of a record of another kind with the same name',
      exchange('3', 'GET /api/connections/auth0%7C1', { reply: json(user('new')) }),
      [undefined],
    ],
    [
      'that was read before',
      exchange('1', 'GET /api/users/auth0%7C1', { reply: json(user('new')) }),
      [undefined],
    ],
  ])('names that write, and stays unexplained: in a read %s', async (...[, read, marks]) => {
    const all = [write, read].sort((a, b) => a.id.localeCompare(b.id));
    const { results } = await run(all, old, { options: { writes: true } });
    const found = results.find(({ id }) => id === read.id);
    expect(found?.verdict).toBe('different');
    expect(found?.differences.map((each) => each.after)).toEqual(marks);
  });

  test.each<[string, Exchange, number, object | undefined]>([
    [
      'a creation, by the id that v1 gave',
      { ...secret('2', 'POST /api/users'), reply: json(user('new')) },
      200,
      after,
    ],
    [
      'the deletion of all users',
      exchange('2', 'DELETE /api/users'),
      403,
      { id: '2', why: 'refused with 403' },
    ],
    [
      'a refused write',
      exchange('2', 'PATCH /api/users/auth0%7C1/metadata'),
      400,
      { id: '2', why: 'refused with 400' },
    ],
    ['a write that was made', exchange('2', 'PATCH /api/users/auth0%7C1/metadata'), 200, undefined],
    ['a write that v1 has refused, too', { ...write, reply: { status: 400, headers: {} } }, 200, undefined],
  ])('is told of %s', async (...[, earlier, status, mark]) => {
    const read = exchange('3', 'GET /api/users/auth0%7C1', { reply: json(user('new')) });
    const { results } = await run(
      [earlier, read],
      (asked) => (asked.method === 'GET' ? old(asked) : { ...json([]), status }),
      { options: { writes: true } },
    );
    expect(results[1]?.differences.map((each) => each.after)).toEqual([mark]);
  });

  test('is not told of another user of the same name, whose last login was at the same client', async () => {
    const shown = (id: string, plan: string): RecordedReply =>
      json({ user_id: `auth0|${id}`, _id: id, name: 'Anna', clientID: 'shop', plan });
    const created = { ...secret('2', 'POST /api/users'), reply: shown('1', 'new') };
    const read = exchange('3', 'GET /api/users/auth0%7C2', { reply: shown('2', 'new') });
    const { results } = await run([created, read], () => shown('2', 'old'), { options: { writes: true } });
    expect(results[1]?.differences.map((each) => [each.path, each.after])).toEqual([['plan', undefined]]);
  });

  test('is not told of a write whose answers were redacted as a whole: it was made', async () => {
    const faulty: RecordedReply = { status: 200, headers: {}, body: { text: '{"secret":"a"' } };
    const line = 'PATCH /api/users/auth0%7C1/metadata';
    const made = redaction.exchange(exchange('2', line, { reply: faulty }));
    const read = exchange('3', 'GET /api/users/auth0%7C1', { reply: json(user('new')) });
    const { results } = await run([made, read], (asked) => (asked.method === 'GET' ? old(asked) : faulty), {
      options: { writes: true },
    });
    expect(results[0]?.why).toBe('its answers were redacted as a whole');
    expect(results[1]?.differences.map((each) => each.after)).toEqual([undefined]);
  });

  test('is not told where a live v1 has not made that write either', async () => {
    const ask = (): Promise<RecordedReply> => Promise.resolve(json(user('new')));
    const control = { ask, bearerOf: () => Promise.resolve({ bearer: undefined }) };
    const { results } = await run([write, exchange('3', 'GET /api/users/auth0%7C1')], old, {
      deps: { control },
    });
    expect(results[1]?.differences.map((each) => each.after)).toEqual([undefined]);
  });
});
