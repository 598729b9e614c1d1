import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SandboxCall } from './call-record.js';
import { seedDemoTenant } from './demo/demo-tenant.js';
import { dialect2015 } from './dialect-2015.js';
import { dialectCurrent } from './dialect-current.js';
import { Issuer } from './issuer.js';
import type { Dialect, World } from './operation.js';
import type { SearchEngine2015 } from './resources/users-list-2015.js';
import type { RateLimit } from './rate-limiter.js';
import type { RulesState } from './rule-store.js';
import { sandboxApp } from './sandbox-app.js';
import { Tenant } from './tenant.js';
import { v1Face } from './v1-face/v1-face.js';
import type { V1Store } from './v1-face/v1-store.js';
import { v1StoreOf } from './v1-face/v1-store-of.js';

/** Options of a sandbox; all have a default. */
export interface SandboxOptions {
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** Default 0: any free port. */
  readonly port?: number;
  /** URL under which others reach the sandbox, if it differs (a container's name). Base of issuer and audience. */
  readonly publicUrl?: string;
  /** v2 as it is today (`current`, the default), or as it was around 2015. */
  readonly dialect?: Dialect['name'];
  /** For dialect 2015: a tenant in the cloud (`v2`, the default) or an appliance (`v1`). */
  readonly searchEngine?: SearchEngine2015;
  /** Size of the demo tenant, default 240. 0 leaves only the demo clients and connections. */
  readonly seedUsers?: number;
  /** How long a write stays invisible to `GET /users`, in milliseconds. Default 0. */
  readonly indexLagMs?: number;
  /** State of rules in the tenant: `open` (default), `frozen` or `gone`. */
  readonly rules?: RulesState;
  /** Size and refill of the /api/v2 bucket. The default never refuses. */
  readonly rateLimit?: RateLimit;
  /** Lifetime of v2 access tokens in seconds; default 86400 (official). */
  readonly tokenLifetimeSeconds?: number;
  /** Delay of every answer in milliseconds. Default 0. */
  readonly latencyMs?: number;
  /** Epoch milliseconds; default the system clock. */
  readonly now?: () => number;
  /** Also starts a native v1 on this port of the same host (0: any free port). Default: no v1. */
  readonly v1Port?: number;
}

/** A native v1 with a store of its own, which starts as a copy of the seeded tenant. */
export interface SandboxV1 {
  /** Base URL without a slash at the end. */
  readonly url: string;
  readonly store: V1Store;
}

/** A running sandbox. */
export interface Sandbox {
  /** Base URL without a slash at the end; the audience is `<url>/api/v2/`. */
  readonly url: string;
  /** The state; may be read and written directly. */
  readonly tenant: Tenant;
  /** Makes any token of the tenant, and new keys. */
  readonly issuer: Issuer;
  /** The last thousand calls, oldest first, without calls to the native v1. */
  readonly calls: SandboxCall[];
  /** Present if `v1Port` was given. */
  readonly v1?: SandboxV1;
  /** Stops listening and drops open connections. */
  close(): Promise<void>;
}

/** More than this machine can do: a client that obeys the headers is never delayed. */
const noLimit: RateLimit = { limit: 100_000, perSecond: 100_000, advisory: true };

export type { SandboxCall } from './call-record.js';

/**
 * Starts an embedded Auth0 v2 tenant on a real socket, with demo data.
 *
 * @throws the listen error of node:net, e.g. EADDRINUSE
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const now = options.now ?? Date.now;
  const dialect = options.dialect === '2015' ? dialect2015(options.searchEngine ?? 'v2') : dialectCurrent;
  const { indexLagMs = 0, rules = 'open' } = options;
  const tenant = new Tenant({ now, indexLagMs, rules, ...dialect.tenant });
  seedDemoTenant(tenant, options.seedUsers ?? 240);
  const server = createServer();
  const listening = await listen(server, options.host ?? '127.0.0.1', options.port ?? 0);
  const url = options.publicUrl ?? listening;
  const world: World = { tenant, url, issuer: await Issuer.create(`${url}/`, now) };
  const calls: SandboxCall[] = [];
  const app = sandboxApp(world, {
    dialect,
    rateLimit: options.rateLimit ?? noLimit,
    tokenLifetimeSeconds: options.tokenLifetimeSeconds ?? 86_400,
    latencyMs: options.latencyMs ?? 0,
    calls,
  });
  server.on('request', (request, response) => void app(request, response));
  const native =
    options.v1Port === undefined
      ? undefined
      : await startV1(tenant, options).catch(async (error: unknown) => {
          await close(server);
          throw error;
        });
  return {
    url,
    tenant,
    issuer: world.issuer,
    calls,
    ...(native && { v1: native.v1 }),
    close: async () => {
      await native?.close();
      await close(server);
    },
  };
}

async function startV1(
  tenant: Tenant,
  { host = '127.0.0.1', v1Port = 0 }: SandboxOptions,
): Promise<{ readonly v1: SandboxV1; close(): Promise<void> }> {
  const store = v1StoreOf(tenant);
  const server = createServer(v1Face(store));
  const url = await listen(server, host, v1Port);
  return { v1: { url, store }, close: () => close(server) };
}

function listen(server: Server, host: string, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      const address = server.address() as AddressInfo;
      const name = address.family === 'IPv6' ? `[${address.address}]` : address.address;
      resolve(`http://${name}:${address.port}`);
    });
  });
}

/** Closing a second time has no effect. */
function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
}
