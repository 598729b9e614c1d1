import { wireGateway } from '../../src/cli/wire-gateway.js';
import { readConfig } from '../../src/config/read-config.js';
import { loadMap } from '../../src/map/load-map.js';
import { createLogger } from '../../src/observe/logger.js';
import { reshapes } from '../../src/reshapes/registry.js';
import { demoClients } from '../../src/sandbox/demo-tenant.js';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.js';
import { generateTokenKey, parseTokenKeys } from '../../src/tokens/token-keys.js';
import { v1Token } from './v1-token.js';

/** The gateway with the shipped map in front of an empty sandbox, both on real sockets. */
export interface GatewayOnSandbox {
  readonly sandbox: Sandbox;
  /** Base URL for v1 clients, without a slash at the end. */
  readonly http: string;
  /** A new v1 token of a demo client. */
  signIn(client: 'global' | 'app'): Promise<string>;
  close(): Promise<void>;
}

export async function startGatewayOnSandbox(): Promise<GatewayOnSandbox> {
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
  const wired = wireGateway({
    config,
    map: loadMap({ folders: ['routes-map'], reshapes, settings: config.map, dialect: 'current' }),
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
  return {
    sandbox,
    http,
    signIn: (client) => v1Token(http, demoClients[client]),
    close: async () => {
      await wired.gateway.close();
      await wired.upstream.close();
      await sandbox.close();
    },
  };
}
