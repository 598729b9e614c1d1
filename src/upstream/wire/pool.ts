import { createRequire } from 'node:module';
import type { Socket } from 'node:net';
import type * as Undici from 'undici';
import { Connection } from './connection.js';

// The whole of undici takes 5 MiB at start, for fetch, caches and WebSockets; these parts are used completely.
const part = createRequire(import.meta.url);
const Pool = part('undici/lib/dispatcher/pool.js') as typeof Undici.Pool;
const Client = part('undici/lib/dispatcher/client.js') as typeof Undici.Client;

/** A handler that is told, before its call is dispatched, on which connection the answer will come. */
export interface OnConnection {
  line: Connection | undefined;
}

/** A pool that tells each handler which connection is its own. */
export function createPool(origin: string, options: Undici.Pool.Options): Undici.Pool {
  return new Pool(origin, {
    ...options,
    pipelining: 1,
    factory: (target, made) => new LineClient(target, made as ClientOptions),
  });
}

/** The options that the pool hands to its clients: `connect` is a function by then, one for all. */
type ClientOptions = Undici.Client.Options & { readonly connect: Undici.buildConnector.connector };

/** undici's client has one connection at a time, and without pipelining one call on it. */
class LineClient extends Client {
  readonly #line: Connection;

  constructor(origin: URL, options: ClientOptions) {
    const line = new Connection();
    super(origin, { ...options, connect: noting(options.connect, line) });
    this.#line = line;
  }

  override dispatch(options: Undici.Dispatcher.DispatchOptions, handler: HandlerOnLine): boolean {
    if ('line' in handler) handler.line = this.#line;
    return super.dispatch(options, handler);
  }
}

type HandlerOnLine = Undici.Dispatcher.DispatchHandler & Partial<OnConnection>;

function noting(connect: Undici.buildConnector.connector, line: Connection): Undici.buildConnector.connector {
  return (target, callback) => {
    connect(target, (...made) => {
      line.socket = made[1] as Socket | undefined;
      callback(...made);
    });
  };
}
