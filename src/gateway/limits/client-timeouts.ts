import type { ServerOptions } from 'node:http';

/** How long a client may take, in milliseconds. */
export interface ClientTimeouts {
  /** For the head of a request. Also for the TLS handshake, for which Node would wait two minutes. */
  readonly headersTimeout: number;
  readonly requestTimeout: number;
  /** How often Node checks the two above. */
  readonly connectionsCheckingInterval: number;
  /** How long an answer may wait without the client reading any of it; default 60,000. */
  readonly unreadTimeout?: number;
}

/** Stricter than Node's defaults, which allow 90 seconds. */
export const clientTimeouts: ClientTimeouts = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  connectionsCheckingInterval: 1_000,
};

export const serverLimits: ServerOptions = {
  // Longer than the 60 s of the usual load balancers, so that they close first.
  keepAliveTimeout: 75_000,
  maxHeaderSize: 16 * 1024,
  // The header guard checks for Host, and answers in a form that v1 clients can read.
  requireHostHeader: false,
};
