import { GatewayError } from '../../src/errors/gateway-error.js';
import type { LoadedMap } from '../../src/map/load-map.js';
import { loadMap } from '../../src/map/load-map.js';
import type { V1Reply, V1Request } from '../../src/pipeline/exchange.js';
import { answerV1 } from '../../src/pipeline/pipeline.js';
import { reshapes } from '../../src/reshapes/registry.js';
import { demoClients } from '../../src/sandbox/demo/demo-tenant.js';
import type { Caller, CallerBearer } from '../../src/tokens/caller.js';
import { ownBearer } from '../../src/tokens/own-bearer.js';
import type { Tokens } from '../../src/tokens/tokens.js';
import type { Credentials } from '../../src/tokens/credentials.js';
import { Cancellation } from '../../src/upstream/cancellation.js';
import type { Upstream } from '../../src/upstream/exchange.js';
import { LookupCache } from '../../src/upstream/lookups/lookup-cache.js';
import { ownTurns } from './own-turns.js';
import { dialects, inDialect, readScenarios, type Dialect, type Scenario } from './scenario.js';
import { steadyBearer } from './steady-bearer.js';

/** The scenarios of one entry in one dialect, with the shipped map. */
export interface StreetSuite {
  readonly id: string;
  readonly dialect: Dialect;
  readonly map: LoadedMap;
  readonly scenarios: readonly Scenario[];
}

/** All scenarios, in both dialects. */
export function streetSuites(): StreetSuite[] {
  return dialects.flatMap((dialect) => {
    const map = loadMap({
      folders: ['routes-map'],
      reshapes,
      settings: { nulls: 'preserve', userMetadataKeys: [] },
      dialect,
    });
    return readScenarios().map(({ id, scenarios }) => ({
      id,
      dialect,
      map,
      scenarios: inDialect(scenarios, dialect),
    }));
  });
}

/** Sends the scenario's request to the pipeline alone, as the scenario's caller. */
export function askStreet(scenario: Scenario, map: LoadedMap, upstream: Upstream): Promise<V1Reply> {
  return answerV1(requestOf(scenario), {
    tokens: tokensFor(scenario),
    routes: map.index,
    upstream,
    lookups: new LookupCache(),
    errors: map.errors,
    withRecordLock: ownTurns(),
    settings: {
      map: { nulls: 'preserve', userMetadataKeys: [] },
      lossy: scenario.lossy ?? 'warn',
      switches: new Set(scenario.switches),
    },
  });
}

/** Id of the entry that the scenario's request leads to; undefined where there is none. */
export function entryOf(scenario: Scenario, { index }: LoadedMap): string | undefined {
  const { method, path, query } = requestOf(scenario);
  const found = index.find(method, path, query);
  return found.kind === 'match' ? found.match.route.id : undefined;
}

/** Without a clients file holdover does not know the client, and calls v2 with the client's own credentials. */
function guessedCaller(bearer: CallerBearer): Caller {
  const { clientId } = demoClients.app;
  return { kind: 'global', guessed: true, clientId, bearer: { ...bearer, clientId } };
}

function requestOf({ request, caller }: Scenario): V1Request {
  const [method = '', target = ''] = request.line.split(/ (.*)/s);
  const cut = target.indexOf('?');
  return {
    method,
    path: cut === -1 ? target : target.slice(0, cut),
    query: cut === -1 ? '' : target.slice(cut + 1),
    authorization: caller === 'anonymous' ? undefined : 'v1-token',
    body: request.body,
    origin: 'https://v1.example',
    signal: new Cancellation(),
  };
}

function tokensFor(scenario: Scenario): Tokens {
  const bearer = steadyBearer('v2-token', scenario.scopes);
  const scopes = scenario.scopes && new Set(scenario.scopes);
  const own = ownBearer('v2-token', { clientId: 'machine', scopes });
  const caller = (kind: Caller['kind'] | 'guessed'): Caller => {
    if (kind === 'guessed') return guessedCaller(bearer);
    const { clientId, clientSecret } = demoClients[kind === 'global' ? 'global' : 'app'];
    const known = { kind, clientId, bearer };
    const credentials = (wanted: string = clientId): Credentials | undefined =>
      wanted === clientId ? { clientId, clientSecret } : undefined;
    if (kind === 'global' || kind === 'app')
      return { ...known, credentials, session: () => ({ clientId, kind, secret: undefined }) };
    if (kind === 'user') return { ...known, credentials, userId: 'auth0|1' };
    return kind === 'v2' ? { ...known, bearer: own } : { ...known, clientId: '' };
  };
  return {
    issue: () => Promise.reject(new Error('not asked in a scenario')),
    open: () =>
      scenario.caller === 'stale'
        ? Promise.reject(new GatewayError('token-expired'))
        : Promise.resolve(caller(scenario.caller ?? 'app')),
    anonymous: () => caller('anonymous'),
    sealLink: (_caller, _target, cursor) =>
      Promise.resolve(cursor === undefined ? 'sealed' : `sealed-after-${encodeURIComponent(cursor)}`),
    openLink: (sealed) => Promise.resolve({ ...caller('app'), cursor: sealed.split('-after-')[1] }),
    sealTicket: () => Promise.resolve('sealed'),
    openTicket: () => Promise.reject(new Error('no scenario follows a ticket')),
  };
}
