import { expect, test } from '@jest/globals';
import { GatewayError } from '../../../src/errors/gateway-error.js';
import { loadMap } from '../../../src/map/load-map.js';
import type { V1Reply } from '../../../src/pipeline/exchange.js';
import { answerV1, type PipelineDeps } from '../../../src/pipeline/pipeline.js';
import { reshapes } from '../../../src/reshapes/registry.js';
import type { Tokens } from '../../../src/tokens/tokens.js';
import { Cancellation } from '../../../src/upstream/cancellation.js';
import type { Upstream } from '../../../src/upstream/exchange.js';
import { LookupCache } from '../../../src/upstream/lookup-cache.js';
import { steadyBearer } from '../../support/steady-bearer.js';

/** Where a name meant which record: from one tick to another, or still. */
interface Life {
  readonly id: string;
  readonly from: number;
  to: number;
}

const names = ['acme', 'globex', 'initech'];
const settings = { nulls: 'preserve', userMetadataKeys: [] } as const;

/** Numbers from 0 to below 1, the same on every run (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** A tenant whose names are immutable and whose ids are never used again, as v2's connections. */
class RacingTenant {
  readonly #lives = new Map<string, Life[]>(names.map((name) => [name, []]));
  /** Ids that were written, with the record's own name. */
  readonly written: { readonly id: string; readonly stamp: unknown }[] = [];
  tick = 0;
  #last = 0;

  constructor(private readonly random: () => number) {}

  living(name: string): Life | undefined {
    return this.#lives.get(name)?.find(({ to }) => to === Infinity);
  }

  make(name: string): string {
    const id = `con_${String((this.#last += 1)).padStart(16, '0')}`;
    this.#lives.get(name)?.push({ id, from: (this.tick += 1), to: Infinity });
    return id;
  }

  remove(name: string): void {
    const life = this.living(name);
    if (life !== undefined) life.to = this.tick += 1;
  }

  nameOf(id: string): string | undefined {
    return names.find((name) => this.#lives.get(name)?.some((life) => life.id === id));
  }

  /** Whether the name meant this record, or none, at some time since the tick. */
  meantSince(name: string, id: string | undefined, since: number): boolean {
    const lives = (this.#lives.get(name) ?? []).filter(({ to }) => to > since);
    if (id !== undefined) return lives.some((life) => life.id === id);
    const first = lives[0];
    return first === undefined || first.from > since || first.to !== Infinity;
  }

  async pause(): Promise<void> {
    for (let n = Math.floor(this.random() * 4); n > 0; n -= 1) await new Promise(setImmediate);
  }

  readonly upstream: Upstream = {
    send: async ({ method, path, query = [], body }) => {
      await this.pause();
      const answer = this.#answer(method, path.split('/').slice(4), {
        query: Object.fromEntries(query),
        body,
      });
      await this.pause();
      return { status: 200, body: answer };
    },
    close: () => Promise.resolve(),
  };

  #answer(
    method: string,
    [id, part]: string[],
    { query, body }: { query: Record<string, string>; body: unknown },
  ): unknown {
    if (id === undefined && method === 'GET') {
      const life = this.living(query['name'] ?? '');
      return life === undefined ? [] : [{ id: life.id, name: query['name'], strategy: 'ad', options: {} }];
    }
    if (id === undefined) {
      const { name } = body as { name: string };
      if (this.living(name) !== undefined) throw refused(409);
      return { id: this.make(name), name, strategy: 'ad', options: {} };
    }
    const name = this.nameOf(id) ?? '';
    const lives = this.living(name)?.id === id;
    if (method === 'DELETE') {
      if (lives) this.remove(name);
      return undefined;
    }
    if (!lives) throw refused(404);
    if (method === 'PATCH')
      this.written.push({ id, stamp: (body as { options: { stamp: unknown } }).options.stamp });
    return part === 'clients' ? { clients: [] } : { id, name, strategy: 'ad', options: {} };
  }
}

function refused(upstreamStatus: number): GatewayError {
  return new GatewayError('upstream-refused', { upstreamStatus, message: 'refused' });
}

function pipelineOf(tenant: RacingTenant): PipelineDeps {
  const never = () => Promise.reject(new Error('not asked'));
  const tokens: Tokens = {
    issue: never,
    open: () => Promise.resolve({ kind: 'app', clientId: 'app', bearer: steadyBearer('t') }),
    anonymous: () => ({ kind: 'anonymous', clientId: '', bearer: undefined }),
    sealLink: never,
    openLink: never,
  };
  const map = loadMap({ folders: ['routes-map'], reshapes, settings, dialect: 'current' });
  return {
    tokens,
    routes: map.index,
    upstream: tenant.upstream,
    lookups: new LookupCache(),
    errors: map.errors,
    settings: { map: settings, lossy: 'silent', switches: new Set() },
  };
}

test('in 2,000 steps of 8 workers no write lands on a record that the name did not mean meanwhile', async () => {
  const random = seeded(8);
  const tenant = new RacingTenant(random);
  const pipeline = pipelineOf(tenant);
  const ask = (method: string, path: string, body?: object): Promise<V1Reply> => {
    const rest = { id: 'race', query: '', authorization: 'v1', origin: 'https://v1.example' };
    return answerV1({ ...rest, method, path, body, signal: new Cancellation() }, pipeline);
  };
  const seen = new Map<string, number>();
  const faults: string[] = [];
  const check = (name: string, what: string, { reply, since }: { reply: V1Reply; since: number }): void => {
    seen.set(`${what} ${reply.status}`, (seen.get(`${what} ${reply.status}`) ?? 0) + 1);
    const { id, removed } = reply.body.value as { id?: string; removed?: string };
    const meant = reply.status === 200 ? (id ?? removed) : undefined;
    const known = reply.status === 200 || reply.status === 404;
    if (!known || !tenant.meantSince(name, meant, since))
      faults.push(`${what} ${name} since ${since}: ${reply.status} ${String(meant)}`);
  };
  let stamp = 0;
  const step = async (): Promise<void> => {
    const name = names[Math.floor(random() * names.length)] ?? '';
    const path = `/api/connections/${name}`;
    const since = tenant.tick;
    const dice = random();
    if (dice < 0.1) tenant.remove(name);
    else if (dice < 0.3) {
      tenant.remove(name);
      tenant.make(name);
    } else if (dice < 0.4) await ask('POST', '/api/connections', { name, strategy: 'ad' });
    else if (dice < 0.5) check(name, 'DELETE', { reply: await ask('DELETE', path), since });
    else if (dice < 0.7) await ask('GET', `${path}/socket`);
    else {
      const mine = (stamp += 1);
      const reply = await ask('PUT', path, { options: { stamp: mine } });
      check(name, 'PUT', { reply, since });
      for (const { id } of tenant.written.filter((each) => each.stamp === mine)) {
        if (tenant.nameOf(id) !== name) faults.push(`PUT ${name} wrote ${tenant.nameOf(id) ?? 'nothing'}`);
      }
    }
    await tenant.pause();
  };
  let left = 2_000;
  const worker = async (): Promise<void> => {
    while ((left -= 1) >= 0) await step();
  };
  await Promise.all(Array.from({ length: 8 }, worker));
  expect(faults).toEqual([]);
  // The race was one: all outcomes came.
  expect([...seen.keys()].sort()).toEqual(['DELETE 200', 'DELETE 404', 'PUT 200', 'PUT 404']);
});
