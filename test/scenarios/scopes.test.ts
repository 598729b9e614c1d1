import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { GatewayError } from '../../src/errors/gateway-error.js';
import type { Route } from '../../src/map/route.js';
import { loadMap } from '../../src/map/load-map.js';
import { answerV1 } from '../../src/pipeline/pipeline.js';
import type { V1Reply, V1Request } from '../../src/pipeline/exchange.js';
import { reshapes } from '../../src/reshapes/registry.js';
import { demoClients } from '../../src/sandbox/demo/demo-tenant.js';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.js';
import type { Caller } from '../../src/tokens/caller.js';
import type { Tokens } from '../../src/tokens/tokens.js';
import { Cancellation } from '../../src/upstream/cancellation.js';
import type { Upstream } from '../../src/upstream/exchange.js';
import { LookupCache } from '../../src/upstream/lookups/lookup-cache.js';
import { createUpstream, type TenantUpstream } from '../../src/upstream/upstream.js';
import { ownTurns } from '../support/own-turns.js';
import { exampleOf, seedExample, type Example } from '../support/route-example.js';
import { steadyBearer } from '../support/steady-bearer.js';

const settings = { nulls: 'preserve', userMetadataKeys: [] } as const;
const map = loadMap({ folders: ['routes-map'], reshapes, settings, dialect: 'current' });

let sandbox: Sandbox;
let tenant: TenantUpstream;

beforeAll(async () => {
  sandbox = await startSandbox({ seedUsers: 0 });
  tenant = createUpstream({ url: sandbox.url });
});

afterAll(async () => {
  await tenant.close();
  await sandbox.close();
});

/**
 * With the first scope alone v2 does not refuse, but leaves out fields: connection options, client secrets, or all
 * other fields. v1 always showed them, so that the map requires both.
 */
const ofOneRecord = [
  ['read:connections', 'read:connections_options'],
  ['read:clients', 'read:client_keys'],
  ['read:client_keys', 'read:clients'],
] as const;

const cases = map.routes
  .filter(({ gone }) => gone === undefined)
  .flatMap((route) =>
    (['global', 'app'] as const)
      .filter((kind) => route.callers.has(kind))
      .map((kind) => ({ id: route.id, kind, route })),
  );

describe('with any subset of its scopes a route is refused exactly where the tenant would refuse one of its calls', () => {
  test.each(cases)('$id for $kind', async ({ kind, route }) => {
    const example = await exampleOf(route, sandbox);
    for (const scopes of subsetsOf(scopesOf(route))) {
      const token = await tokenWith(scopes);
      const foreseen = await run({ kind, example, bearer: steadyBearer(token, scopes) });
      const met = await run({ kind, example, bearer: steadyBearer(token) });
      const refused = foreseen.reply.outcome.error?.code === 'scope-missing';

      // Where v2 refuses a call, holdover has refused the request, with fewer calls.
      if (met.refusedForScope) expect([scopes, refused]).toEqual([scopes, true]);
      // Where holdover refuses, v2 would refuse, or would leave out fields that v1 showed.
      if (refused && !lacksFields(scopes)) expect([scopes, met.refusedForScope]).toEqual([scopes, true]);
      // Otherwise the check changes nothing.
      if (!refused) expect(outcomeOf(foreseen.reply)).toEqual(outcomeOf(met.reply));

      if (refused) {
        expect(foreseen.written).toEqual([]);
        if (route.needs.always.length > 0 && route.needs.sometimes.length === 0)
          expect(foreseen.calls).toEqual([]);
        await showsTheWayOut({ kind, example, scopes, reply: foreseen.reply });
      }
    }
  });
});

/** Granting the scopes that each refusal names leads to a success. */
async function showsTheWayOut(
  run_: Pick<Run, 'kind' | 'example'> & { scopes: readonly string[]; reply: V1Reply },
): Promise<void> {
  let { scopes, reply } = run_;
  for (let n = 0; reply.outcome.error !== undefined; n += 1) {
    expect([n < 5, reply.outcome.error.code]).toEqual([true, 'scope-missing']);
    scopes = [...scopes, ...(reply.outcome.error.scopes ?? [])];
    ({ reply } = await run({ ...run_, bearer: steadyBearer(await tokenWith(scopes), scopes) }));
  }
  expect(reply.status).toBeLessThan(300);
}

interface Run {
  readonly kind: 'global' | 'app';
  readonly example: Example;
  readonly bearer: NonNullable<Caller['bearer']>;
}

interface Ran {
  readonly reply: V1Reply;
  readonly calls: readonly string[];
  /** Calls that have changed something. */
  readonly written: readonly string[];
  readonly refusedForScope: boolean;
}

async function run({ kind, example, bearer }: Run): Promise<Ran> {
  seedExample(sandbox.tenant, example);
  const { upstream, ...seen } = watched();
  const caller: Caller = {
    kind,
    clientId: demoClients[kind].clientId,
    credentials: () => demoClients[kind],
    bearer,
  };
  const reply = await answerV1(requestOf(example), {
    tokens: tokensOf(caller),
    routes: map.index,
    upstream,
    lookups: new LookupCache(),
    errors: map.errors,
    withRecordLock: ownTurns(),
    settings: { map: settings, lossy: 'warn', switches: new Set() },
  });
  return { reply, calls: seen.calls, written: seen.written, refusedForScope: seen.refusals.length > 0 };
}

/** The tenant, with a record of its calls and changes. */
function watched(): { upstream: Upstream; calls: string[]; written: string[]; refusals: string[] } {
  const [calls, written, refusals]: [string[], string[], string[]] = [[], [], []];
  const send: Upstream['send'] = async (request, bearer, signal) => {
    const call = `${request.method} ${request.path}`;
    calls.push(call);
    try {
      const answer = await tenant.send(request, bearer, signal);
      if (request.method !== 'GET' && request.path !== '/oauth/token') written.push(call);
      return answer;
    } catch (error) {
      if (error instanceof GatewayError && error.details.upstreamCode === 'insufficient_scope')
        refusals.push(call);
      throw error;
    }
  };
  return { upstream: { send, close: () => Promise.resolve() }, calls, written, refusals };
}

function tokensOf(caller: Caller): Tokens {
  const never = () => Promise.reject(new Error('not asked'));
  return {
    issue: never,
    open: () => Promise.resolve(caller),
    anonymous: () => ({ kind: 'anonymous', clientId: '', bearer: undefined }),
    sealLink: () => Promise.resolve('sealed'),
    openLink: never,
    sealTicket: () => Promise.resolve('sealed'),
    openTicket: never,
  };
}

function requestOf({ request }: Example): V1Request {
  const [method = '', target = ''] = request.line.split(/ (.*)/s);
  const [path = '', query = ''] = target.split(/\?(.*)/s);
  return {
    method,
    path,
    query,
    authorization: 'v1-token',
    body: request.body,
    origin: 'https://v1.example',
    signal: new Cancellation(),
  };
}

function tokenWith(scopes: readonly string[]): Promise<string> {
  const claims = { sub: 'machine@clients', azp: 'machine', aud: `${sandbox.url}/api/v2/` };
  return sandbox.issuer.sign({ ...claims, scope: scopes.join(' ') }, 3_600);
}

function scopesOf({ needs }: Route): string[] {
  return [...new Set([...needs.always, ...needs.sometimes].flatMap(({ sets }) => sets.flat()))];
}

function subsetsOf(scopes: readonly string[]): string[][] {
  return scopes.reduce<string[][]>((sets, scope) => sets.flatMap((set) => [set, [...set, scope]]), [[]]);
}

function lacksFields(scopes: readonly string[]): boolean {
  return ofOneRecord.some(([one, other]) => scopes.includes(one) && !scopes.includes(other));
}

/** The status, and the parts of an error that a client acts on. */
function outcomeOf({ status, outcome }: V1Reply): unknown {
  return { status, error: outcome.error?.code };
}
