export interface CallerCredentials {
  readonly clientId: string;
  readonly clientSecret: string;
  /** What the report calls it, beside its id. */
  readonly name?: string | undefined;
}

/**
 * Gets a client a v1 token of one server.
 *
 * @throws ParityError, from the promise, if the client is refused
 */
export type Grant = (client: CallerCredentials) => Promise<string>;

/** The token that a recorded caller asks with; `unknown`: there are no credentials for it. */
export type BearerOf = (caller: string) => Promise<{ readonly bearer: string | undefined } | 'unknown'>;

/**
 * v1 tokens of one server, one for each client, got when it is first needed: a recording holds none.
 *
 * @param as the client that asks where a recording does not tell who did (`token:..`)
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
    // A user's token opens that user alone: asked as a client it would be another question.
    const secret = caller.startsWith('user:') || clientId === undefined ? undefined : secrets.get(clientId);
    if (clientId === undefined || secret === undefined) return 'unknown';
    const token = tokens.get(clientId) ?? grant({ clientId, clientSecret: secret });
    tokens.set(clientId, token);
    return { bearer: await token };
  };
}
