import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { spokenOverTls, type TlsPems } from '../config/tls-files.js';
import type { AnswerRoom } from '../upstream/wire/answer-room.js';
import { watchLoopLag } from '../observe/loop-lag.js';
import type { MeasuredNow, MetricFamilies } from '../observe/metrics.js';
import type { Tracing } from '../observe/tracing.js';
import type { UsageLedger } from '../observe/usage-ledger.js';
import type { Standing } from '../state/shared-state.js';
import { bodyBudget } from './limits/body-budget.js';
import { usualBounds, type Bounds } from './limits/bounds.js';
import { clientApp, type ClientApp, type ClientAppDeps } from './client-app.js';
import { sharerOf } from './limits/client-network.js';
import { createLiveV1 } from './pass-through/live-v1.js';
import { handleClientErrors } from './client-error.js';
import { FailedAttempts } from './limits/failed-attempts.js';
import type { OperatingState, OperationsDeps } from './operator/operations.js';
import { operatorsServer } from './operator/operators-server.js';
import type { AdminToken } from './operator/operator-guard.js';
import type { OwnAddresses } from './pass-through/leads-here.js';
import { createPassThrough } from './pass-through/pass-through.js';
import { serverLimits, clientTimeouts, type ClientTimeouts } from './limits/client-timeouts.js';
import { pipelining } from './limits/pipelining.js';
import type { RevocationRoutesDeps } from './operator/revocation-routes.js';
import { Overload, overloadWindowMs } from './limits/overload.js';
import { outliveErrors } from './ports/outlive-errors.js';
import {
  closePorts,
  drainPorts,
  openPorts,
  type GatewayAddresses,
  type Listening,
  type Ports,
} from './ports/ports.js';
import type { CurrentStreet, Street } from './street.js';
import { SharedRoom } from './limits/shared-room.js';
import { createTokenProof } from './operator/token-proof.js';
import { Traffic } from './traffic.js';
import { UnreadAnswers } from './limits/unread-answers.js';
import { trustedProxies, type TrustsPeer } from './limits/trusted-proxies.js';

export interface GatewayDeps extends Omit<
  ClientAppDeps,
  | 'street'
  | 'traffic'
  | 'passThrough'
  | 'liveV1'
  | 'trusts'
  | 'budget'
  | 'attempts'
  | 'overload'
  | 'pipelined'
  | 'unread'
> {
  readonly upstreamUrl: string;
  /**
   * Called with the path of a passed-through request that may have changed something, before the client is answered.
   */
  readonly passedWrite: (path: string) => void;
  /** Base URL of the live v1, if one still runs. */
  readonly v1Url?: string | undefined;
  readonly trustedProxies: readonly string[];
  readonly addresses: GatewayAddresses;
  /** The street in use until `setStreet` replaces it. */
  readonly street: Street;
  /** For `/revocations`. */
  readonly revocations: RevocationRoutesDeps['revocations'];
  readonly adminToken: AdminToken;
  readonly sharedState: () => Standing;
  readonly tracing: Tracing;
  readonly usage: Pick<UsageLedger, 'count' | 'list'>;
  /** For `/usage`: the clients of the clients file; empty without a file. */
  readonly listed: OperationsDeps['listed'];
  /** For `/console`. */
  readonly console: OperationsDeps['console'];
  /** Gets a v2 token with the service credentials as they are now; undefined without them. */
  readonly obtainToken: (() => Promise<unknown>) | undefined;
  /** Default: `clientTimeouts`. */
  readonly timeouts?: ClientTimeouts;
  /** Default: `usualBounds`. */
  readonly bounds?: Bounds;
  /** Bounds the memory that answers of the tenant take. */
  readonly room: AnswerRoom;
}

export interface Gateway {
  /** @throws ConfigError with one line per port that cannot be opened */
  listen(): Promise<Listening>;
  /** Uses this certificate for new connections. Throws, and changes nothing, if certificate and key do not match. */
  setCertificate(pems: TlsPems): void;
  /** Call after the service credentials have changed: `/readyz` fails until the tenant gives a token for them. */
  proveCredentials(): void;
  /** Handles new requests on this street. */
  setStreet(street: Street): void;
  /** From now on `/readyz` fails and every answer closes its connection; new connections are still accepted. */
  leave(): void;
  /**
   * Stops listening and waits until nothing is in flight.
   *
   * @returns how many requests were cut at the deadline
   */
  drain(deadlineMs: number): Promise<number>;
  /** Closes everything at once. */
  close(): Promise<void>;
  /** The state that the operator's probes report. */
  state(): OperatingState;
  /** All metrics of this process, for the primary to sum up. */
  families(): Promise<MetricFamilies>;
}

/** Wires the ports, the apps behind them and the traffic. */
export function createGateway(deps: GatewayDeps): Gateway {
  let current = deps.street;
  const servers: Server[] = [];
  const own: OwnAddresses = () => servers.flatMap((server) => (server.address() as AddressInfo | null) ?? []);
  const clients = clientSide(deps, () => current, own);
  const { traffic, trusts, closeWays, app } = clients;
  const operated = operatorSide(deps, { ...clients, street: () => current });
  const { admin, state, families } = operated;
  const ports: Ports = { ...clientServers(app, { deps, traffic, trusts }), admin, traffic };
  servers.push(ports.plain, ...(ports.tls === undefined ? [] : [ports.tls]));
  return {
    async listen() {
      const urls = await openPorts(ports, deps.addresses);
      operated.nowListening();
      return urls;
    },
    setCertificate(pems) {
      ports.tls?.setSecureContext(secured(pems));
    },
    proveCredentials: operated.proveCredentials,
    setStreet(next) {
      current = next;
    },
    leave() {
      traffic.draining = true;
    },
    drain: (deadlineMs) => drainPorts(ports, deadlineMs),
    async close() {
      operated.stop();
      closeWays();
      await closePorts(ports);
    },
    state,
    families,
  };
}

/** The operator's server and the state and metrics that it reports. */
function operatorSide(
  deps: GatewayDeps,
  { street, traffic, overload }: { street: CurrentStreet; traffic: Traffic; overload: Overload },
) {
  const proof = createTokenProof(deps.obtainToken);
  let listening = false;
  const state = (): OperatingState => ({
    listening,
    draining: traffic.draining,
    upstreamToken: proof.state(),
    sharedState: deps.sharedState(),
  });
  const lag = watchLoopLag(overloadWindowMs, (lagMs) => {
    overload.observe(lagMs);
  });
  const measured = (): MeasuredNow => ({
    inFlight: traffic.inFlight,
    loopLagMs: lag.latestMs,
    sharedState: deps.sharedState(),
  });
  return {
    admin: operatorsServer({ ...deps, state, street, metrics: () => deps.metrics.print(measured()) }),
    state,
    families: () => deps.metrics.families(measured()),
    nowListening: () => {
      listening = true;
      proof.state();
    },
    proveCredentials: () => {
      proof.renew();
    },
    stop: () => {
      lag.stop();
    },
  };
}

/** The app behind the applications' ports, with its limits. */
function clientSide(deps: GatewayDeps, street: CurrentStreet, own: OwnAddresses) {
  const { log, room, bounds = usualBounds } = deps;
  const traffic = new Traffic();
  const unread = new UnreadAnswers(room, deps.timeouts?.unreadTimeout ?? 60_000);
  const trusts = trustedProxies(deps.trustedProxies);
  const { closeWays, ...ways } = waysOut(deps, { street, traffic, trusts, own });
  const budget = bodyBudget(bounds.bodyBytes, (request) => sharerOf(request, trusts));
  const pipelined = pipelining(bounds.pipelined, traffic, (request) => sharerOf(request, trusts));
  const attempts = new FailedAttempts();
  const overload = new Overload((isOverloaded) => {
    if (isOverloaded) log.warn('overloaded: a part of the requests is told to come again');
    else log.info('no longer overloaded');
  });
  const app = clientApp({
    ...deps,
    street,
    traffic,
    trusts,
    ...ways,
    budget,
    attempts,
    overload,
    pipelined,
    unread,
  });
  return { traffic, trusts, closeWays, app, overload };
}

/** The proxies to the tenant and to the live v1. */
function waysOut(
  { upstreamUrl, v1Url, timeoutMs, log, tracing, passedWrite, bounds = usualBounds }: GatewayDeps,
  deps: { street: CurrentStreet; traffic: Traffic; trusts: TrustsPeer; own: OwnAddresses },
) {
  const most = bounds.passThrough;
  const shared = {
    ...deps,
    timeoutMs,
    most,
    room: new SharedRoom(most),
    trace: tracing.call,
    written: passedWrite,
  };
  const passThrough = createPassThrough({ ...shared, upstreamUrl, to: 'tenant' });
  const toV1 =
    v1Url === undefined ? undefined : createPassThrough({ ...shared, upstreamUrl: v1Url, to: 'v1' });
  return {
    passThrough,
    liveV1: toV1 && createLiveV1({ passThrough: toV1, traffic: deps.traffic, log }),
    closeWays: () => {
      passThrough.close();
      toV1?.close();
    },
  };
}

function clientServers(
  { listener, classes }: ClientApp,
  { deps, traffic, trusts }: { deps: GatewayDeps; traffic: Traffic; trusts: TrustsPeer },
): Pick<Ports, 'plain' | 'tls'> {
  const timeouts = deps.timeouts ?? clientTimeouts;
  const options = { ...serverLimits, ...timeouts, ...classes };
  const plain = createServer(options, listener);
  const pems = deps.addresses.tls?.pems;
  const tls =
    pems &&
    createTlsServer({ ...options, ...secured(pems), handshakeTimeout: timeouts.headersTimeout }, listener);
  const servers: Server[] = tls === undefined ? [plain] : [plain, tls];
  const { connections } = deps.bounds ?? usualBounds;
  for (const server of servers) {
    // 0 turns off Node's limit, which drops header fields without a word; the header guard refuses too many.
    server.maxHeadersCount = 0;
    server.maxConnections = connections;
    const room = new SharedRoom(connections);
    server.on('connection', (socket) => {
      if (takePlace(socket, room, trusts)) traffic.track(socket);
      else socket.destroy();
    });
    // Without these listeners Node answers 100 or 417 before the header guard has seen the request.
    server.on('checkContinue', listener).on('checkExpectation', listener);
    handleClientErrors(server, { traffic, log: deps.log, metrics: deps.metrics });
    outliveErrors(server, deps.log);
  }
  return { plain, tls };
}

/** Takes room for this connection until it is closed. @returns false where there is none */
function takePlace(socket: Socket, room: SharedRoom, trusts: TrustsPeer): boolean {
  const network = sharerOf({ headers: {}, socket }, trusts);
  if (!room.take(1, network)) return false;
  socket.once('close', () => {
    room.give(1, network);
  });
  return true;
}

function secured({ cert, key }: TlsPems) {
  return { cert, key, minVersion: 'TLSv1.2', ALPNProtocols: spokenOverTls } as const;
}
