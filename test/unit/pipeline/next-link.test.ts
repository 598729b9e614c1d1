import { expect, test } from '@jest/globals';
import { longestTarget } from '../../../src/pipeline/longest-target.js';
import { nextLink } from '../../../src/pipeline/next-link.js';
import type { V1Request } from '../../../src/pipeline/exchange.js';
import type { Caller } from '../../../src/tokens/caller.js';
import type { Tokens } from '../../../src/tokens/tokens.js';
import { Cancellation } from '../../../src/upstream/cancellation.js';

const request: V1Request = {
  method: 'GET',
  path: '/api/connections',
  query: 'access_token=v2.v2.v2&per_page=2',
  authorization: undefined,
  body: undefined,
  origin: 'https://v1.example',
  signal: new Cancellation(),
};
const tokens = { sealLink: () => Promise.resolve('sealed') } as Partial<Tokens> as Tokens;
const caller: Caller = { kind: 'v2', clientId: 'machine', bearer: undefined };

test('a link carries the seal of its caller, and never the token that came in the query', async () => {
  const session = () => ({ clientId: 'machine', kind: 'v2', secret: 'v2.v2.v2' }) as const;
  expect(await nextLink(request, { page: 1 }, { caller: { ...caller, session }, tokens })).toBe(
    '<https://v1.example/api/connections?per_page=2&page=1&bewit=sealed>; rel="next"',
  );
});

test('a link has no seal when the token is too long for one: the client sends the token itself', async () => {
  expect(await nextLink(request, { page: 1 }, { caller, tokens })).toBe(
    '<https://v1.example/api/connections?per_page=2&page=1>; rel="next"',
  );
});

test('a link has no seal when the seal makes its target too long', async () => {
  const session = () => ({ clientId: 'machine', kind: 'app', secret: undefined }) as const;
  const linkFor = (length: number) =>
    nextLink(
      { ...request, query: `q=${'a'.repeat(length)}` },
      { page: 1 },
      { caller: { ...caller, session }, tokens },
    );
  const overhead = '/api/connections?q=&page=1&bewit=sealed'.length;
  expect(await linkFor(longestTarget - overhead)).toContain('&bewit=sealed>');
  expect(await linkFor(longestTarget - overhead + 1)).toMatch(/&page=1>; rel="next"$/);
});
