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
  connection: Connection | undefined;
}

/** A pool that tells each handler which connection is its own. */
export function createPool(origin: string, options: Undici.Pool.Options): Undici.Pool {
  return new Pool(origin, {
    ...options,
    pipelining: 1,
    factory: (target, made) => new ConnectionClient(target, made as ClientOptions),
  });
}

/** The options that the pool hands to its clients: `connect` is a function by then, one for all. */
type ClientOptions = Undici.Client.Options & { readonly connect: Undici.buildConnector.connector };

/** undici's client has one connection at a time, and without pipelining one call on it. */
class ConnectionClient extends Client {
  readonly #connection: Connection;

  constructor(origin: URL, options: ClientOptions) {
    const connection = new Connection();
    super(origin, { ...options, connect: noting(options.connect, connection) });
    this.#connection = connection;
  }

  override dispatch(options: Undici.Dispatcher.DispatchOptions, handler: HandlerOnConnection): boolean {
    if ('connection' in handler) handler.connection = this.#connection;
    return super.dispatch(options, handler);
  }
}

type HandlerOnConnection = Undici.Dispatcher.DispatchHandler & Partial<OnConnection>;

function noting(
  connect: Undici.buildConnector.connector,
  connection: Connection,
): Undici.buildConnector.connector {
  return (target, callback) => {
    connect(target, (...made) => {
      connection.socket = made[1] as Socket | undefined;
      callback(...made);
    });
  };
}
