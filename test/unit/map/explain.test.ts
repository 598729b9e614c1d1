import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { explain, type ExplainRequest, type Explanation } from '../../../src/map/print/explain.js';
import { loadMap, type LoadedMap } from '../../../src/map/load-map.js';
import { printExplanation } from '../../../src/map/print/print-explanation.js';
import { collect } from '../../../src/pipeline/lists/collect.js';
import { reshapes } from '../../../src/reshapes/registry.js';
import { expectGolden } from '../../support/golden.js';
import { loadTestMap, temporaryMap, wholeMap } from '../../support/map-folder.js';

const map = loadTestMap();

function explained(line: string, more: Partial<ExplainRequest> = {}): Explanation {
  const [method = '', target = ''] = line.split(/ (.*)/s);
  const [path = '', query = ''] = target.split(/\?(.*)/s);
  return explain(map, { method, path, query, body: undefined, upstreamUrl: 'https://v2.example/', ...more });
}

describe('explain shows', () => {
  test.each<[string, string, Partial<ExplainRequest>]>([
    ['one-call', "PUT /api/gadgets/it's/name/", { body: { name: 'it\'s $HOME `x` "q"', notify: 'True' } }],
    ['lookup-find-and-compute', 'PUT /api/gadgets/42/name', { body: { name: 'Bolt', maker: 'acme & sons' } }],
    ['collected-list', 'GET /api/gadgets?search=a+b&page=2&per_page=250', {}],
    ['created', 'POST /api/gadgets', { body: { name: 'Bolt', size: '3' } }],
    [
      'users-own-token',
      'POST /detach',
      { body: { access_token: 'secret-token', part: 'p/1' }, caller: { kind: 'anonymous' } },
    ],
  ])('%s', (name, line, more) => {
    expectGolden(`map/explain/${name}.txt`, printExplanation(explained(line, more)));
  });

  test('no token of the client', () => {
    const explanation = explained('POST /detach?access_token=secret-token', {
      body: { access_token: 'secret-token', part: 'p' },
    });
    expect(explanation.refusal).toBeUndefined();
    expect(JSON.stringify(explanation) + printExplanation(explanation)).not.toContain('secret-token');
  });

  test('a placeholder for each value that only v2 knows, in path, query and body', () => {
    const { steps } = explained('PUT /api/gadgets/42/name', { body: { name: 'Bolt', maker: 'acme' } });
    expect(
      steps.map((step) => (step.kind === 'call' ? [step.path, step.query, step.body] : step.value)),
    ).toEqual([
      ['/api/v2/makers', [['name', 'acme']], undefined],
      ['/api/v2/gadgets', [['maker', '{maker.id}']], undefined],
      undefined,
      ['/api/v2/gadgets/{gadget.id}', [], expect.anything()],
    ]);
    expect(JSON.stringify(steps[3])).toContain('"body":"{patch}"');
  });

  test('only the losses that apply to the request', () => {
    expect(explained('GET /api/gadgets').lossy.map(({ id }) => id)).toEqual(['first-1000']);
    expect(explained('GET /api/gadgets?search=a').lossy.map(({ id }) => id)).toEqual([
      'first-1000',
      'search-lag',
    ]);
  });
});

describe('explain, with the shipped map, shows', () => {
  const loadShipped = (dialect: 'current' | '2015'): LoadedMap =>
    loadMap({
      folders: ['routes-map'],
      reshapes,
      settings: { nulls: 'preserve', userMetadataKeys: [] },
      dialect,
    });
  const shipped = loadShipped('current');
  const show = (path: string, query: string): Explanation =>
    explain(shipped, { method: 'GET', path, query, body: undefined, caller: { kind: 'global' } });

  test('the first call of a checkpoint list and its maximum number of items', () => {
    const from = show('/api/logs', 'from=9002&take=150');
    expect(from.steps.at(-1)).toMatchObject({
      query: [
        ['from', '9002'],
        ['take', '100'],
      ],
      upTo: 150,
      lastPage: undefined,
      allPages: false,
    });
    expect(printExplanation(from)).toContain('and so on after the last item, up to 150 items');
    expect(show('/api/logs', 'take=100').steps.at(-1)).toMatchObject({
      query: [['take', '100']],
      upTo: undefined,
    });
  });

  test.each([
    { page: 0, perPage: 50 },
    { page: 1, perPage: 450 },
    { page: 3, perPage: 300 },
    { page: 30, perPage: 50 },
    { page: 3, perPage: 500 },
  ])(
    'the first and last page that a tenant of 2015 is asked for: page $page of $perPage items',
    async ({ page, perPage }) => {
      const asked: [string, string][][] = [];
      await collect({ page, perPage, ceiling: 10_000 }, (query) => {
        asked.push(query);
        return Promise.resolve({ total: 1_000_000, items: [] });
      });
      const [first = []] = asked;
      const last = Object.fromEntries(asked.at(-1) ?? []);
      const { steps } = explain(loadShipped('2015'), {
        method: 'GET',
        path: '/api/users',
        body: undefined,
        query: `page=${page}&per_page=${perPage}`,
      });
      expect(steps.find(({ as }) => as === 'listed')).toMatchObject({
        query: expect.arrayContaining(first) as unknown,
        lastPage: asked.length > 1 ? Number(last['page']) : undefined,
      });
    },
  );

  test('a script as the reply to a JSONP request', () => {
    expect(show('/api/users/auth0%7C1', 'cbx=fn').reply).toEqual({
      status: 200,
      from: 'script {cbx}({"status":200,"user":...}), user-to-v1',
    });
  });
});

describe('explain refuses', () => {
  test.each<[string, string, Partial<ExplainRequest>, string, number, string]>([
    [
      'an input that is invalid',
      'POST /api/gadgets',
      { body: { nam: 1 } },
      'input-invalid',
      400,
      '"name" is required; "nam" is not allowed',
    ],
    [
      'what is gone',
      'DELETE /api/gadgets/a',
      {},
      'gone',
      501,
      'v2 deletes no gadgets. Switch it off instead.',
    ],
    [
      'what is switched off',
      'DELETE /api/gadgets',
      { caller: { kind: 'global' } },
      'switched-off',
      403,
      'This endpoint is switched off; HOLDOVER_ALLOW_DELETE_ALL_USERS=true turns it on.',
    ],
    [
      'a caller that it is not for',
      'DELETE /api/gadgets',
      {},
      'caller-not-allowed',
      401,
      'This endpoint is for global, and the caller is app.',
    ],
    [
      'an unknown line',
      'GET /api/gadgets/a/b/c',
      {},
      'route-unknown',
      404,
      'The map has no such line; holdover routes lists them.',
    ],
    [
      'what passes through',
      'GET /authorize',
      {},
      'route-unknown',
      404,
      'This path is not v1: holdover passes it through to the tenant untouched.',
    ],
    [
      'the token endpoint, part of which is v1',
      'POST /oauth/token',
      {},
      'route-unknown',
      404,
      'The token endpoint: holdover itself answers client credentials without an audience, with a v1 token, and passes every other grant through. A v2 token is asked for at the same place, with an audience.',
    ],
    [
      'an unknown method',
      'PATCH /detach',
      {},
      'method-unknown',
      404,
      'v1 has no PATCH on this path, only POST.',
    ],
    [
      'a broken encoding',
      'GET /api/gadgets/%zz',
      {},
      'request-malformed',
      400,
      'The path holds a broken percent-encoding; a percent sign in a name is written %25.',
    ],
    [
      'an identity that would climb',
      'POST /detach',
      { body: { access_token: 't', part: '..' } },
      'input-invalid',
      400,
      '"body.part" cannot stand in a path',
    ],
    [
      'a page that v2 does not reach',
      'GET /api/gadgets?page=10',
      {},
      'input-invalid',
      400,
      'v2 lists no more than 1000 items: this page is answered with an empty list, without a call.',
    ],
  ])('%s', (...[, line, more, code, status, sentence]) => {
    const { refusal, steps } = explained(line, more);
    expect(refusal).toEqual({ code, status, sentence });
    expect(steps).toEqual([]);
  });

  test('an endpoint as gone, not as switched off, when its switch is on', () => {
    const switches = new Set(['HOLDOVER_ALLOW_DELETE_ALL_USERS']);
    expect(explained('DELETE /api/gadgets', { caller: { kind: 'global' }, switches }).refusal?.code).toBe(
      'gone',
    );
  });

  test('with status 400 where clients take every other status for success', () => {
    const entry = readFileSync(`${wholeMap}/gadgets/delete.yaml`, 'utf8');
    const files = { 'gadgets/delete.yaml': `${entry}only-400: a client takes all else for success.\n` };
    const { folder, remove } = temporaryMap(files);
    const gullible = loadTestMap({ folders: [wholeMap, folder] });
    remove();
    const asked = { method: 'DELETE', path: '/api/gadgets/a', query: '', body: undefined };
    expect(explain(gullible, asked).refusal).toMatchObject({ code: 'gone', status: 400 });
  });
});
