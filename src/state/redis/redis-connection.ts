import { createClient } from '@redis/client';

export type RedisClient = ReturnType<typeof newClient>;

/** Two connections to one Redis, usable until the first error on either. */
export interface RedisConnection {
  readonly asking: RedisClient;
  readonly listening: RedisClient;
  readonly opened: Promise<unknown>;
  /** Resolves with the first error; never rejects. */
  readonly broken: Promise<Error>;
  /** Reports an error on it that only the user of the connection can see. */
  fail(error: Error): void;
  close(): void;
}

/**
 * One connection cannot do both: with RESP2 a subscribed connection cannot send commands, and before Redis 7.2 a
 * message in the middle of a transaction's answer breaks RESP3. Neither reconnects by itself, so that whoever opens a
 * new pair knows that messages were missed.
 *
 * @throws TypeError for an invalid URL
 */
export function connectRedis(url: string, connectTimeoutMs: number): RedisConnection {
  const clients = [newClient(url, connectTimeoutMs), newClient(url, connectTimeoutMs)] as const;
  const [asking, listening] = clients;
  let fail: (error: Error) => void = () => undefined;
  const broken = new Promise<Error>((resolve) => (fail = resolve));
  for (const client of clients) client.on('error', fail);
  return {
    asking,
    listening,
    opened: Promise.all(clients.map((client) => client.connect())),
    broken,
    fail,
    close: () => {
      for (const client of clients) client.destroy();
    },
  };
}

function newClient(url: string, connectTimeout: number) {
  return createClient({
    url,
    RESP: 2,
    clientInfoTag: 'holdover',
    disableOfflineQueue: true,
    maintNotifications: 'disabled',
    socket: { connectTimeout, reconnectStrategy: false },
  });
}
