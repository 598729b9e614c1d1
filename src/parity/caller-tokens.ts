import type { Ask } from './ask.js';
import { ParityError } from './parity-error.js';

export interface CallerCredentials {
  readonly clientId: string;
  readonly clientSecret: string;
  /** What the report calls it, beside its id. */
  readonly name?: string | undefined;
}

/** The token that a recorded caller asks with; `unknown`: there are no credentials for it. */
export type BearerOf = (caller: string) => Promise<{ readonly bearer: string | undefined } | 'unknown'>;

/**
 * v1 tokens of one server, one for each client, got when it is first needed: a recording holds none.
 *
 * @param as the client that asks where a recording does not tell who did (`token:..`)
 * @throws ParityError, from the promise, if a client is refused
 */
export function createCallerTokens(ask: Ask, clients: readonly CallerCredentials[], as?: string): BearerOf {
  const secrets = new Map(clients.map(({ clientId, clientSecret }) => [clientId, clientSecret]));
  const tokens = new Map<string, Promise<string>>();
  return async (caller) => {
    if (caller === 'none') return { bearer: undefined };
    const clientId = caller.startsWith('client:') ? caller.slice('client:'.length) : as;
    // A user's token opens that user alone: asked as a client it would be another question.
    const secret = caller.startsWith('user:') || clientId === undefined ? undefined : secrets.get(clientId);
    if (clientId === undefined || secret === undefined) return 'unknown';
    const token = tokens.get(clientId) ?? fetchToken(ask, { clientId, clientSecret: secret });
    tokens.set(clientId, token);
    return { bearer: await token };
  };
}

async function fetchToken(ask: Ask, { clientId, clientSecret }: CallerCredentials): Promise<string> {
  const { status, body } = await ask({
    method: 'POST',
    target: '/oauth/token',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: {
      form: [
        ['client_id', clientId],
        ['client_secret', clientSecret],
        ['grant_type', 'client_credentials'],
      ],
    },
  });
  const token =
    body !== undefined && 'json' in body
      ? (body.json as { access_token?: unknown } | null)?.access_token
      : undefined;
  if (status !== 200 || typeof token !== 'string')
    throw new ParityError(
      `There is no v1 token for the client ${clientId}: /oauth/token answered ${status}.`,
    );
  return token;
}
