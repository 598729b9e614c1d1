import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ConfigError } from '../../config/config-error.js';
import type { Address } from '../../config/config.js';

export interface Listener {
  readonly server: Server;
  readonly address: Address;
  /** Environment keys of the port and the host. */
  readonly key: string;
  readonly hostKey: string;
  readonly scheme: 'http' | 'https';
}

const reasons: Readonly<Record<string, string>> = {
  EADDRINUSE: 'is already in use',
  EACCES: 'may not be listened on by this user',
};

/** Errors of the host: every port would fail. */
const hostReasons: Readonly<Record<string, string>> = {
  EADDRNOTAVAIL: 'is not an address of this machine',
  ENOTFOUND: 'is not an address',
};

/** Opens all ports or none. */
export async function listen(listeners: readonly Listener[]): Promise<string[]> {
  const opened = await Promise.allSettled(listeners.map(open));
  const mistakes = opened.flatMap((each) =>
    each.status === 'rejected' ? [(each.reason as Error).message] : [],
  );
  if (mistakes.length > 0) {
    for (const { server } of listeners) server.close();
    // Two ports may share one wrong host.
    throw new ConfigError([...new Set(mistakes)]);
  }
  return listeners.map(({ server, scheme }) => baseUrl(scheme, server.address() as AddressInfo));
}

function open(listener: Listener): Promise<void> {
  const { server, address } = listener;
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void => {
      reject(new Error(mistakeOf(error, listener)));
    };
    server.once('error', fail);
    server.listen(address.port, address.host, () => {
      server.off('error', fail);
      resolve();
    });
  });
}

function mistakeOf(
  { code = '', message }: NodeJS.ErrnoException,
  { address: { host, port }, key, hostKey }: Listener,
): string {
  const hostReason = hostReasons[code];
  if (hostReason !== undefined) return `${hostKey}: ${host} ${hostReason}`;
  return `${key}: ${host}:${port} ${reasons[code] ?? `cannot be listened on (${code === '' ? message : code})`}`;
}

/** The URL for a client on this machine; HTTPS on loopback uses `localhost`, because certificates are for names. */
function baseUrl(scheme: 'http' | 'https', { address, port }: AddressInfo): string {
  const loopback = /^(?:127\.|0\.0\.0\.0$|::1?$)/.test(address);
  if (loopback && scheme === 'https') return `https://localhost:${port}`;
  if (address === '0.0.0.0') return `http://127.0.0.1:${port}`;
  const host = address.includes(':') ? `[${address === '::' ? '::1' : address}]` : address;
  return `${scheme}://${host}:${port}`;
}
