import { hash } from 'node:crypto';
import { GatewayError } from '../errors/gateway-error.js';
import type { Caller, FindCredentials, SealedSubject } from './caller.js';
import { skewS } from './id-token.js';
import type { Jwt } from './jwt.js';
import { OpenedCache } from './opened-cache.js';
import { ownBearer } from './own-bearer.js';
import { scopesOf } from './read-scopes.js';

/** Claims of such a token are unverified: only text that looks like a client id gets into logs. */
const clientIdPattern = /^[\w-]{1,64}$/;
/** Characters. A longer token, sealed, makes a URL of more than 8 KiB: its client must send it with the next page. */
const longestInLink = 5_000;

export interface V2CallersOptions {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Credentials of named clients; the client of such a token itself is unverified. */
  readonly credentials: FindCredentials;
}

/** Makes callers from v2 access tokens. The tokens are sent to v2 as they are; v2 verifies them. */
export function createV2Callers({ now, credentials }: V2CallersOptions): (jwt: Jwt) => Caller {
  const cache = new OpenedCache<Caller>(now);
  return (jwt) => {
    const { exp = Infinity } = jwt.payload;
    if (now() >= (exp + skewS) * 1000) throw new GatewayError('token-expired');
    return (
      cache.get(jwt.text) ??
      cache.keep(jwt.text, { opened: { ...callerOf(jwt), credentials }, until: exp * 1000 })
    );
  };
}

function callerOf({ text, payload, audiences }: Jwt): Caller {
  const { azp, client_id, scopes } = payload;
  // The audience of a token of 2015 is the client that signed it.
  const named = azp ?? client_id ?? (scopes === undefined ? '' : (audiences[0] ?? ''));
  const known = clientIdPattern.test(named) ? named : undefined;
  const clientId = known ?? '';
  return {
    kind: 'v2',
    clientId,
    bearer: ownBearer(text, { clientId: known, scopes: scopesOf(payload) }),
    ...(text.length > longestInLink ? {} : { session: () => sessionOf(text, clientId) }),
  };
}

/** All links made from a token share one id, so that they are revoked together. */
function sessionOf(text: string, clientId: string): SealedSubject {
  return { clientId, kind: 'v2', secret: text, token: { id: hash('sha256', text, 'base64url') } };
}
