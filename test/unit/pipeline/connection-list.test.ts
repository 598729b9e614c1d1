import { expect, test } from '@jest/globals';
import { loadMap } from '../../../src/map/load-map.js';
import { answerV1 } from '../../../src/pipeline/pipeline.js';
import { reshapes } from '../../../src/reshapes/registry.js';
import type { Tokens } from '../../../src/tokens/tokens.js';
import { Cancellation } from '../../../src/upstream/cancellation.js';
import type { Upstream } from '../../../src/upstream/exchange.js';
import { LookupCache } from '../../../src/upstream/lookups/lookup-cache.js';
import { ownTurns } from '../../support/own-turns.js';
import { steadyBearer } from '../../support/steady-bearer.js';

const settings = { nulls: 'preserve', userMetadataKeys: [] } as const;
const map = loadMap({ folders: ['routes-map'], reshapes, settings, dialect: 'current' });
const never = () => Promise.reject(new Error('not asked'));
const tokens: Tokens = {
  issue: never,
  open: () => Promise.resolve({ kind: 'app', clientId: 'app', bearer: steadyBearer('t') }),
  anonymous: () => ({ kind: 'anonymous', clientId: '', bearer: undefined }),
  sealLink: never,
  openLink: never,
  sealTicket: never,
  openTicket: never,
};

/** A tenant with `count` connections; every second one is enabled for the client. */
function tenantOf(count: number): Upstream {
  const all = Array.from({ length: count }, (_, n) => ({ id: `con_${n}`, name: `c${n}`, strategy: 'ad' }));
  const own = all.filter((_, n) => n % 2 === 0);
  return {
    send: ({ path, query = [] }) => {
      const {
        page = '0',
        per_page = '50',
        from = '0',
        take = '50',
      } = Object.fromEntries(query) as Record<string, string | undefined>;
      const byPage = query.some(([name]) => name === 'page');
      if (path === '/api/v2/connections' && byPage) {
        const start = Number(page) * Number(per_page);
        const connections = all.slice(start, start + Number(per_page));
        return Promise.resolve({ status: 200, body: { start, limit: per_page, total: count, connections } });
      }
      const listed = path === '/api/v2/connections' ? all : own;
      const end = Number(from) + Number(take);
      const next = end < listed.length ? { next: String(end) } : {};
      return Promise.resolve({
        status: 200,
        body: { connections: listed.slice(Number(from), end), ...next },
      });
    },
    close: () => Promise.resolve(),
  };
}

test.each([
  // The pages that v2 allows, the whole list by checkpoint past them, and the connections of the client.
  { count: 1_250, calls: 10 + 13 + 7 },
  { count: 450, calls: 5 + 3 },
  { count: 260, calls: 3 + 2 },
  { count: 200, calls: 2 + 1 },
  { count: 100, calls: 1 + 1 },
  { count: 60, calls: 1 + 1 },
  { count: 0, calls: 1 + 1 },
])(
  '$count connections with their status take $calls calls, all of them for pages of lists',
  async ({ count, calls }) => {
    const reply = await answerV1(
      {
        method: 'GET',
        path: '/api/connections',
        query: '',
        authorization: 'v1',
        body: undefined,
        origin: 'https://v1.example',
        signal: new Cancellation(),
      },
      {
        tokens,
        routes: map.index,
        upstream: tenantOf(count),
        lookups: new LookupCache(),
        errors: map.errors,
        withRecordLock: ownTurns(),
        settings: { map: settings, lossy: 'silent', switches: new Set() },
      },
    );
    expect((reply.body.value as { status: boolean }[]).map(({ status }) => status)).toEqual(
      Array.from({ length: count }, (_, n) => n % 2 === 0),
    );
    expect(reply.outcome.calls).toBe(calls);
  },
);
