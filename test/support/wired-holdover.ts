import { wireGateway } from '../../src/cli/wire-gateway.js';
import { readConfig } from '../../src/config/read-config.js';
import { loadMap, type LoadedMap } from '../../src/map/load-map.js';
import { createLogger } from '../../src/observe/logger.js';
import { reshapes } from '../../src/reshapes/registry.js';
import { demoClients } from '../../src/sandbox/demo-tenant.js';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.js';
import { generateTokenKey, parseTokenKeys } from '../../src/tokens/token-keys.js';
import { v1Token } from './v1-token.js';

/** The gateway and the tenant behind it, wired as the program wires them, on real sockets in this process. */
export interface WiredHoldover {
  /** Base URL for v1 clients. */
  readonly http: string;
  readonly sandbox: Sandbox;
  /** A new v1 token. */
  token(kind: 'global' | 'app'): Promise<string>;
  close(): Promise<void>;
}

export interface WireOptions {
  /** What the service client is granted; every scope unless told. */
  readonly scopes?: (map: LoadedMap) => readonly string[];
}

/** Starts it on a tenant without users. */
export async function wireHoldover({ scopes }: WireOptions = {}): Promise<WiredHoldover> {
  const sandbox = await startSandbox({ seedUsers: 0 });
  const { global, app, service } = demoClients;
  const config = readConfig({
    parseTokenKeys,
    env: {
      HOLDOVER_PORT: '0',
      HOLDOVER_ADMIN_PORT: '0',
      HOLDOVER_UPSTREAM_URL: sandbox.url,
      HOLDOVER_TOKEN_KEY: generateTokenKey(),
    },
  });
  const map = loadMap({ folders: ['routes-map'], reshapes, settings: config.map, dialect: 'current' });
  if (scopes !== undefined)
    sandbox.tenant.clients.grant({ clientId: service.clientId, scopes: [...scopes(map)] });
  const wired = wireGateway({
    config,
    map,
    around: {
      upstream: { url: sandbox.url, audience: `${sandbox.url}/api/v2/`, service },
      issuer: sandbox.url,
      tokenKeys: config.tokenKeys ?? [],
      pems: undefined,
      clients: [
        { kind: 'global', ...global },
        { kind: 'app', ...app },
      ],
      announce: undefined,
      release: () => Promise.resolve(),
    },
    log: createLogger({ level: 'error', sink: { write: () => undefined } }),
  });
  const { http } = await wired.gateway.listen();
  const token = (kind: 'global' | 'app'): Promise<string> => v1Token(http, demoClients[kind]);
  // The v2 token is got now: a test may put other clients in the place of the demo's.
  await fetch(`${http}/api/users`, { headers: { authorization: `Bearer ${await token('app')}` } });
  return {
    http,
    sandbox,
    token,
    close: async () => {
      await wired.gateway.close();
      await wired.upstream.close();
      await sandbox.close();
    },
  };
}
