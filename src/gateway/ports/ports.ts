import type { Server } from 'node:http';
import type { Server as TlsServer } from 'node:https';
import { setTimeout as delay } from 'node:timers/promises';
import type { Address } from '../../config/config.js';
import type { TlsPems } from '../../config/tls-files.js';
import { listen, type Listener } from './listen.js';
import type { Traffic } from '../traffic.js';

export interface GatewayAddresses {
  readonly http: Address;
  readonly tls: { readonly port: number; readonly pems: TlsPems } | undefined;
  /** Undefined for a worker: the operator asks the primary. */
  readonly admin: Address | undefined;
}

/** Base URLs without a slash at the end. */
export interface Listening {
  readonly http: string;
  readonly https: string | undefined;
  /** Empty for a worker. */
  readonly admin: string;
}

/** The servers of a gateway and their traffic. */
export interface Ports {
  readonly plain: Server;
  readonly tls: TlsServer | undefined;
  readonly admin: Server;
  readonly traffic: Traffic;
}

/**
 * Opens all ports or none.
 *
 * @throws ConfigError with one line per port that cannot be opened
 */
export async function openPorts(
  { plain, tls, admin }: Ports,
  { http, tls: secure, admin: operator }: GatewayAddresses,
): Promise<Listening> {
  const onHost = { hostKey: 'HOLDOVER_HOST' };
  const listeners: Listener[] = [
    { server: plain, address: http, key: 'HOLDOVER_PORT', ...onHost, scheme: 'http' },
  ];
  if (operator !== undefined) listeners.push(adminListener(admin, operator));
  if (tls !== undefined && secure !== undefined) {
    const address = { host: http.host, port: secure.port };
    listeners.push({ server: tls, address, key: 'HOLDOVER_TLS_PORT', ...onHost, scheme: 'https' });
  }
  const urls = await listen(listeners);
  const urlOf = (server: Server): string | undefined =>
    urls[listeners.findIndex((listener) => listener.server === server)];
  return { http: urlOf(plain) ?? '', https: tls && urlOf(tls), admin: urlOf(admin) ?? '' };
}

/** The listener of the operator's port. */
export function adminListener(server: Server, address: Address): Listener {
  return { server, address, key: 'HOLDOVER_ADMIN_PORT', hostKey: 'HOLDOVER_ADMIN_HOST', scheme: 'http' };
}

/**
 * Stops listening and waits until nothing is in flight.
 *
 * @returns how many requests were cut at the deadline
 */
export async function drainPorts({ plain, tls, traffic }: Ports, deadlineMs: number): Promise<number> {
  traffic.draining = true;
  traffic.ending = true;
  const servers = tls === undefined ? [plain] : [plain, tls];
  const closed = closing(servers);
  const sweep = setInterval(() => {
    for (const server of servers) server.closeIdleConnections();
  }, 100);
  const expired = new AbortController();
  const deadline = delay(deadlineMs, undefined, { signal: expired.signal }).catch(() => undefined);
  await Promise.race([traffic.whenIdle(), deadline]);
  expired.abort();
  const cut = traffic.inFlight;
  // The last answers are in the kernel's buffers: give the connections a moment to end by themselves.
  await Promise.race([closed, delay(cut > 0 ? 0 : 200)]);
  clearInterval(sweep);
  traffic.destroySockets();
  return cut;
}

/** Closes everything at once. */
export async function closePorts({ plain, tls, admin, traffic }: Ports): Promise<void> {
  const servers = [plain, tls, admin].filter((server) => server !== undefined);
  const closed = closing(servers);
  traffic.destroySockets();
  admin.closeAllConnections();
  await closed;
}

/** Stops listening; resolves when no connection is left. */
function closing(servers: readonly Server[]): Promise<unknown> {
  return Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
}
