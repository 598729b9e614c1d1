import type { IncomingMessage } from 'node:http';
import { TLSSocket } from 'node:tls';
import { hostPattern } from '../header-guard.js';
import type { TrustsPeer } from '../limits/trusted-proxies.js';

export interface OriginSettings {
  readonly publicUrl: string | undefined;
  readonly trusts: TrustsPeer;
}

/**
 * Scheme and authority as the client sees them, for v1's paging links. Only a trusted proxy's `X-Forwarded-*` counts.
 */
export function originOf(request: IncomingMessage, { publicUrl, trusts }: OriginSettings): string {
  if (publicUrl !== undefined) return publicUrl;
  const { headers, socket } = request;
  const direct = { proto: schemeOf(request), host: headers.host ?? localAuthority(request) };
  if (!trusts(socket.remoteAddress)) return `${direct.proto}://${direct.host}`;
  const proto = firstOf(headers['x-forwarded-proto']);
  const host = firstOf(headers['x-forwarded-host']);
  const believedProto = proto === 'https' || proto === 'http' ? proto : direct.proto;
  const believedHost = host !== undefined && hostPattern.test(host) ? host : direct.host;
  return `${believedProto}://${believedHost}`;
}

/** The scheme of the connection to this gateway. */
export function schemeOf({ socket }: IncomingMessage): 'http' | 'https' {
  return socket instanceof TLSSocket ? 'https' : 'http';
}

/** An HTTP/1.0 request may have no Host. */
function localAuthority({ socket }: IncomingMessage): string {
  const address = socket.localAddress ?? 'localhost';
  return `${address.includes(':') ? `[${address}]` : address}:${socket.localPort ?? 80}`;
}

function firstOf(value: string | string[] | undefined): string | undefined {
  const text = Array.isArray(value) ? value[0] : value;
  return text?.split(',')[0]?.trim().toLowerCase();
}
