export interface CallerCredentials {
  readonly clientId: string;
  readonly clientSecret: string;
  /** Shown in the report beside the id. */
  readonly name?: string | undefined;
}

/**
 * Gets a v1 token for a client from one server.
 *
 * @throws ParityError, from the promise, if the client is refused
 */
export type Grant = (client: CallerCredentials) => Promise<string>;

/** The token for a recorded caller; `unknown`: there are no credentials for the caller. */
export type BearerOf = (caller: string) => Promise<{ readonly bearer: string | undefined } | 'unknown'>;

/**
 * v1 tokens of one server, one per client, obtained on first use: a recording holds none.
 *
 * @param as the client to use where a recording does not tell who asked (`token:..`)
 * @throws ParityError, from the promise, if a client is refused
 */
export function createCallerTokens(
  grant: Grant,
  clients: readonly CallerCredentials[],
  as?: string,
): BearerOf {
  const secrets = new Map(clients.map(({ clientId, clientSecret }) => [clientId, clientSecret]));
  const tokens = new Map<string, Promise<string>>();
  return async (caller) => {
    if (caller === 'none') return { bearer: undefined };
    const clientId = caller.startsWith('client:') ? caller.slice('client:'.length) : as;
    // A user's token only opens that user: the same request with a client's token is another question.
    const secret = caller.startsWith('user:') || clientId === undefined ? undefined : secrets.get(clientId);
    if (clientId === undefined || secret === undefined) return 'unknown';
    const token = tokens.get(clientId) ?? grant({ clientId, clientSecret: secret });
    tokens.set(clientId, token);
    return { bearer: await token };
  };
}
