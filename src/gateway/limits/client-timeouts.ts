import type { ServerOptions } from 'node:http';

/** How long a client may take, in milliseconds. */
export interface ClientTimeouts {
  /** For the head of a request; over TLS for the handshake as well, which Node would wait two minutes for. */
  readonly headersTimeout: number;
  readonly requestTimeout: number;
  /** How often the two are looked at. */
  readonly connectionsCheckingInterval: number;
  /** Until it has taken some of an answer that waits for it; default 60,000. */
  readonly unreadTimeout?: number;
}

/** Node's own patience is 90 seconds. */
export const clientTimeouts: ClientTimeouts = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  connectionsCheckingInterval: 1_000,
};

export const serverLimits: ServerOptions = {
  // Longer than the 60 s of the usual load balancers, so that they close first.
  keepAliveTimeout: 75_000,
  maxHeaderSize: 16 * 1024,
  // The guard looks for it, and answers in a form that v1 clients survive.
  requireHostHeader: false,
};
