import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { spokenOverTls, type TlsPems } from '../config/tls-files.js';
import { handleClientErrors, type ClientErrorDeps } from './client-error.js';
import type { ClientApp } from './client-app.js';
import { usualBounds, type Bounds } from './limits/bounds.js';
import { sharerOf } from './limits/client-network.js';
import { clientTimeouts, serverLimits, type ClientTimeouts } from './limits/client-timeouts.js';
import { SharedRoom } from './limits/shared-room.js';
import type { TrustsPeer } from './limits/trusted-proxies.js';
import { outliveErrors } from './ports/outlive-errors.js';
import type { Ports } from './ports/ports.js';

export interface ClientServersDeps extends ClientErrorDeps {
  readonly trusts: TrustsPeer;
  /** Certificate and key of the HTTPS port; undefined where there is none. */
  readonly pems: TlsPems | undefined;
  readonly timeouts?: ClientTimeouts | undefined;
  readonly bounds?: Bounds | undefined;
}

/** The servers behind the applications' ports, which are not open yet. */
export function clientServers(
  { listener, classes }: ClientApp,
  deps: ClientServersDeps,
): Pick<Ports, 'plain' | 'tls'> {
  const { pems, timeouts = clientTimeouts, bounds = usualBounds } = deps;
  const options = { ...serverLimits, ...timeouts, ...classes };
  const plain = createServer(options, listener);
  const tls =
    pems &&
    createTlsServer({ ...options, ...secured(pems), handshakeTimeout: timeouts.headersTimeout }, listener);
  for (const server of tls === undefined ? [plain] : [plain, tls]) {
    // 0 turns off Node's limit, which drops header fields without a word; the header guard refuses too many.
    server.maxHeadersCount = 0;
    boundConnections(server, bounds.connections, deps);
    // Without these listeners Node answers 100 or 417 before the header guard has seen the request.
    server.on('checkContinue', listener).on('checkExpectation', listener);
    handleClientErrors(server, deps);
    outliveErrors(server, deps.log);
  }
  return { plain, tls };
}

function boundConnections(server: Server, most: number, { traffic, trusts }: ClientServersDeps): void {
  server.maxConnections = most;
  const room = new SharedRoom(most);
  server.on('connection', (socket) => {
    if (room.takeUntilClosed(socket, sharerOf({ headers: {}, socket }, trusts))) traffic.track(socket);
    else socket.destroy();
  });
}

/** Options of a TLS server and of a change of its certificate. */
export function secured({ cert, key }: TlsPems) {
  return { cert, key, minVersion: 'TLSv1.2', ALPNProtocols: spokenOverTls } as const;
}
