import { createServer, type RequestListener, type Server, type ServerOptions } from 'node:http';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https';
import { setTimeout as delay } from 'node:timers/promises';
import type { Express } from 'express';
import type { Address } from '../config/config.js';
import type { TlsPems } from '../config/tls-files.js';
import { bodyBudget } from './body-budget.js';
import { usualBounds, type Bounds } from './bounds.js';
import { clientApp, type ClientApp, type ClientAppDeps } from './client-app.js';
import { handleClientErrors } from './client-error.js';
import { FailedAttempts } from './failed-attempts.js';
import { listen, type Listener } from './listen.js';
import { operationsApp, type OperationsDeps } from './operations.js';
import { createPassThrough, type PassThrough } from './pass-through.js';
import type { RevocationRoutesDeps } from './revocation-routes.js';
import type { Street } from './street.js';
import { createTokenProof } from './token-proof.js';
import { Traffic } from './traffic.js';
import { trustedProxies } from './trusted-proxies.js';

export interface GatewayDeps extends Omit<
  ClientAppDeps,
  'street' | 'traffic' | 'passThrough' | 'trusts' | 'budget' | 'attempts'
> {
  readonly upstreamUrl: string;
  readonly trustedProxies: readonly string[];
  readonly addresses: GatewayAddresses;
  /** Until another is set. */
  readonly street: Street;
  /** For `/revocations`. */
  readonly revocations: RevocationRoutesDeps['revocations'];
  /** Gets a v2 token with the service credentials; undefined without them. */
  readonly obtainToken: (() => Promise<unknown>) | undefined;
  /** Default: `slowestClient`. */
  readonly patience?: Patience;
  /** Default: `usualBounds`. */
  readonly bounds?: Bounds;
}

/** How long a client may take, in milliseconds. */
export interface Patience {
  readonly headersTimeout: number;
  readonly requestTimeout: number;
  /** How often the two are looked at. */
  readonly connectionsCheckingInterval: number;
}

export interface GatewayAddresses {
  readonly http: Address;
  readonly tls: { readonly port: number; readonly pems: TlsPems } | undefined;
  readonly admin: Address;
}

/** Base URLs without a slash at the end. */
export interface Listening {
  readonly http: string;
  readonly https: string | undefined;
  readonly admin: string;
}

export interface Gateway {
  /** @throws ConfigError with one line per port that cannot be opened */
  listen(): Promise<Listening>;
  /** Serves new connections with this certificate; a pair that does not fit throws and changes nothing. */
  setCertificate(pems: TlsPems): void;
  /** Leads new requests down this street. */
  setStreet(street: Street): void;
  /** From now on `/readyz` says no, and every answer is the last on its connection; new ones are still taken. */
  leave(): void;
  /**
   * Stops listening and waits until nothing is in flight.
   *
   * @returns how many requests were cut at the deadline
   */
  drain(deadlineMs: number): Promise<number>;
  /** Closes everything at once. */
  close(): Promise<void>;
}

/** Node's own patience is 90 seconds. */
const slowestClient: Patience = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  connectionsCheckingInterval: 1_000,
};
const limits: ServerOptions = {
  // Longer than the 60 s of the usual load balancers, so that they close first.
  keepAliveTimeout: 75_000,
  maxHeaderSize: 16 * 1024,
  // The guard looks for it, and answers in a form that v1 clients survive.
  requireHostHeader: false,
};

interface Parts {
  readonly deps: GatewayDeps;
  readonly traffic: Traffic;
  readonly passThrough: PassThrough;
  readonly plain: Server;
  readonly tls: TlsServer | undefined;
  readonly admin: Server;
}

/** Wires the ports, the apps behind them and what is in flight. */
export function createGateway(deps: GatewayDeps): Gateway {
  const traffic = new Traffic();
  const trusts = trustedProxies(deps.trustedProxies);
  const { upstreamUrl, timeoutMs, bounds = usualBounds } = deps;
  let current = deps.street;
  const street = (): Street => current;
  const most = bounds.passThrough;
  const passThrough = createPassThrough({ upstreamUrl, street, timeoutMs, traffic, trusts, most });
  const budget = bodyBudget(bounds.bodyBytes);
  const attempts = new FailedAttempts();
  const app = clientApp({ ...deps, street, traffic, trusts, passThrough, budget, attempts });
  const proof = createTokenProof(deps.obtainToken);
  let listening = false;
  const state = () => ({ listening, draining: traffic.draining, upstreamToken: proof.state() });
  const parts: Parts = {
    deps,
    traffic,
    passThrough,
    ...clientServers(app, { deps, traffic }),
    admin: createServer(
      { ...limits, ...slowestClient },
      asListener(operatorsApp(deps, { state, street, traffic })),
    ),
  };
  return {
    async listen() {
      const urls = await openPorts(parts);
      listening = true;
      proof.state();
      return urls;
    },
    setCertificate(pems) {
      parts.tls?.setSecureContext(secured(pems));
    },
    setStreet(next) {
      current = next;
    },
    leave() {
      traffic.draining = true;
    },
    drain: (deadlineMs) => drain(parts, deadlineMs),
    close: () => close(parts),
  };
}

function operatorsApp(
  { revocations, log, metrics }: GatewayDeps,
  { state, street, traffic }: Pick<OperationsDeps, 'state' | 'street'> & { traffic: Traffic },
): Express {
  const print = (): Promise<string> => metrics.print({ inFlight: traffic.inFlight });
  return operationsApp({ street, state, revocations, log, metrics: print });
}

function clientServers(
  { listener, classes }: ClientApp,
  { deps, traffic }: { deps: GatewayDeps; traffic: Traffic },
): Pick<Parts, 'plain' | 'tls'> {
  const options = { ...limits, ...(deps.patience ?? slowestClient), ...classes };
  const plain = createServer(options, listener);
  const pems = deps.addresses.tls?.pems;
  const tls = pems && createTlsServer({ ...options, ...secured(pems) }, listener);
  const servers: Server[] = tls === undefined ? [plain] : [plain, tls];
  for (const server of servers) {
    // 0: no silent limit; the guard refuses what is too many.
    server.maxHeadersCount = 0;
    server.maxConnections = (deps.bounds ?? usualBounds).connections;
    server.on('connection', (socket) => {
      traffic.track(socket);
    });
    // Node would say 100 or 417 before the guard has looked.
    server.on('checkContinue', listener).on('checkExpectation', listener);
    handleClientErrors(server, { traffic, log: deps.log });
  }
  return { plain, tls };
}

function secured({ cert, key }: TlsPems) {
  return { cert, key, minVersion: 'TLSv1.2', ALPNProtocols: ['http/1.1'] } as const;
}

/** Express's app is a listener that its types do not call one. */
function asListener(app: Express): RequestListener {
  return app;
}

async function openPorts({ deps, plain, tls, admin }: Parts): Promise<Listening> {
  const { http, tls: secure, admin: operator } = deps.addresses;
  const listeners: Listener[] = [
    { server: plain, address: http, key: 'HOLDOVER_PORT', scheme: 'http' },
    { server: admin, address: operator, key: 'HOLDOVER_ADMIN_PORT', scheme: 'http' },
  ];
  if (tls !== undefined && secure !== undefined) {
    const address = { host: http.host, port: secure.port };
    listeners.push({ server: tls, address, key: 'HOLDOVER_TLS_PORT', scheme: 'https' });
  }
  const [httpUrl = '', adminUrl = '', httpsUrl] = await listen(listeners);
  return { http: httpUrl, https: httpsUrl, admin: adminUrl };
}

async function drain({ plain, tls, traffic }: Parts, deadlineMs: number): Promise<number> {
  traffic.draining = true;
  traffic.ending = true;
  const servers = tls === undefined ? [plain] : [plain, tls];
  const closed = Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  const sweep = setInterval(() => {
    for (const server of servers) server.closeIdleConnections();
  }, 100);
  const expired = new AbortController();
  const deadline = delay(deadlineMs, undefined, { signal: expired.signal }).catch(() => undefined);
  await Promise.race([traffic.whenIdle(), deadline]);
  expired.abort();
  const cut = traffic.inFlight;
  // The last answers are with the operating system; a moment for the connections to end by themselves.
  await Promise.race([closed, delay(cut > 0 ? 0 : 200)]);
  clearInterval(sweep);
  traffic.destroySockets();
  return cut;
}

async function close({ plain, tls, admin, traffic, passThrough }: Parts): Promise<void> {
  const servers = [plain, tls, admin].filter((server) => server !== undefined);
  const closed = servers.map((server) => new Promise((resolve) => server.close(resolve)));
  traffic.destroySockets();
  admin.closeAllConnections();
  passThrough.close();
  await Promise.all(closed);
}
