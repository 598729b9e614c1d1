import { randomUUID } from 'node:crypto';
import { wireGateway } from '../../src/wiring/wire-gateway.js';
import { readConfig } from '../../src/config/read-config.js';
import { scopesToGrant } from '../../src/map/print/list-routes.js';
import { loadMap, type LoadedMap, type LoadOptions } from '../../src/map/load-map.js';
import { createLogger } from '../../src/observe/log/logger.js';
import { reshapes } from '../../src/reshapes/registry.js';
import { demoClients } from '../../src/sandbox/demo/demo-tenant.js';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.js';
import type { CallerKind } from '../../src/tokens/caller.js';
import type { LegacyClient } from '../../src/tokens/legacy-client.js';
import type { RevocationOrder } from '../../src/tokens/revoke.js';
import { generateTokenKey, parseTokenKeys } from '../../src/tokens/token-keys.js';
import type { Credentials } from '../../src/tokens/credentials.js';
import { apiToken2015, idToken2015 } from './sandbox-2015.js';
import { v1Token } from './v1-token.js';

/** The gateway in this process on real sockets, before a sandbox, with the demo's two clients in its clients file. */
export interface SandboxGateway {
  readonly sandbox: Sandbox;
  readonly map: LoadedMap;
  /** Base URL without a slash at the end. */
  readonly http: string;
  /** A fresh bearer of that kind; undefined for an anonymous caller. A user's is an id_token of the app client. */
  bearerOf(kind: CallerKind, userId?: string): Promise<string | undefined>;
  /** A fresh v1 token. */
  tokenOf(credentials: Credentials): Promise<string>;
  /** `METHOD /path` of the calls to the sandbox since the last time, without grants and fetches of its key set. */
  takeCalls(): string[];
  revoke(order: RevocationOrder): Promise<unknown>;
  /** Makes the tenant unreachable. */
  stopTenant(): Promise<void>;
  close(): Promise<void>;
}

interface SandboxGatewayOptions {
  /** A tenant that another gateway shares, and that stays open when this gateway is closed. */
  readonly shared?: Sandbox;
  /** Base URL of a proxy in front of the tenant. */
  readonly through?: string;
  /** The clients file; `none`: there is none. Default: the demo's two clients. */
  readonly clients?: readonly LegacyClient[] | 'none';
  /** The clock for brownouts, in milliseconds since the epoch. */
  readonly now?: () => number;
  /** Another map than the shipped one: overlay folders, and functions in place of its own. */
  readonly planted?: Pick<LoadOptions, 'folders' | 'reshapes'>;
}

/** @param env further `HOLDOVER_*` keys */
export async function openSandboxGateway(
  env: Readonly<Record<string, string>> = {},
  {
    shared,
    through,
    clients = demoFile,
    now = Date.now,
    planted = { folders: [], reshapes: {} },
  }: SandboxGatewayOptions = {},
): Promise<SandboxGateway> {
  const dialect = env['HOLDOVER_UPSTREAM_DIALECT'] === '2015' ? '2015' : 'current';
  const sandbox = shared ?? (await startSandbox({ seedUsers: 0, dialect }));
  const { app, global } = demoClients;
  // In 2015 v2 accepted only the global client.
  const service = dialect === '2015' ? global : demoClients.service;
  const config = readConfig({
    parseTokenKeys,
    env: {
      HOLDOVER_PORT: '0',
      HOLDOVER_ADMIN_PORT: '0',
      HOLDOVER_UPSTREAM_URL: sandbox.url,
      HOLDOVER_TOKEN_KEY: generateTokenKey(),
      ...env,
    },
  });
  const map = loadMap({
    folders: ['routes-map', ...planted.folders],
    reshapes: { ...reshapes, ...planted.reshapes },
    settings: config.map,
    dialect,
  });
  // The scopes that an operator is told to grant have to be enough.
  const scopes = scopesToGrant(map.routes);
  for (const { clientId } of clients === 'none' ? [app, global] : [service])
    sandbox.tenant.clients.grant({ clientId, scopes });
  const { gateway, upstream, tokens } = await wireGateway({
    config,
    map,
    now,
    around: {
      upstream: { url: through ?? sandbox.url, audience: `${sandbox.url}/api/v2/`, service },
      issuer: sandbox.url,
      tokenKeys: config.tokenKeys ?? [],
      pems: undefined,
      adminToken: undefined,
      clients: clients === 'none' ? undefined : clients,
      announce: undefined,
      release: () => Promise.resolve(),
    },
    log: createLogger({ level: 'error', sink: { write: () => undefined } }),
  });
  const { http } = await gateway.listen();
  // Fetched now: a test may replace the demo's clients, and counts the calls that follow.
  await tokens.anonymous().bearer?.current();
  let stopped: Promise<void> | undefined;
  const stopTenant = (): Promise<void> => (stopped ??= sandbox.close());
  return {
    sandbox,
    map,
    http,
    bearerOf: async (kind, userId = 'auth0|1') => {
      if (kind === 'anonymous') return undefined;
      if (kind === 'user' && dialect === '2015') return idToken2015(sandbox, userId);
      if (kind === 'user') return sandbox.issuer.sign({ sub: userId, aud: app.clientId }, 3_600);
      if (kind !== 'v2') return v1Token(http, demoClients[kind]);
      return dialect === '2015' ? apiToken2015({ claims: { jti: randomUUID() } }) : v2Token(sandbox, scopes);
    },
    tokenOf: (credentials) => v1Token(http, credentials),
    takeCalls: () =>
      sandbox.calls
        .splice(0)
        .filter(({ path }) => path !== '/oauth/token' && path !== '/.well-known/jwks.json')
        .map(({ method, path }) => `${method} ${path}`),
    revoke: (order) => tokens.revoke(order),
    stopTenant,
    close: async () => {
      await gateway.close();
      await upstream.close();
      if (shared === undefined) await stopTenant();
    },
  };
}

const demoFile: readonly LegacyClient[] = [
  { kind: 'global', ...demoClients.global },
  { kind: 'app', ...demoClients.app },
];

/** A token as the tenant grants it to the service client; each is different, so that no cache has entries for it. */
function v2Token({ issuer, url }: Sandbox, scopes: readonly string[]): Promise<string> {
  const { clientId } = demoClients.service;
  const claims = { sub: `${clientId}@clients`, azp: clientId, aud: `${url}/api/v2/`, jti: randomUUID() };
  return issuer.sign({ ...claims, scope: scopes.join(' ') }, 3_600);
}
