import { hash } from 'node:crypto';
import { GatewayError } from '../errors/gateway-error.js';
import type { Caller, FindCredentials, SealedSubject } from './caller.js';
import { skewS } from './id-token.js';
import type { Jwt } from './jwt.js';
import { OpenedCache } from './opened-cache.js';
import { ownBearer } from './own-bearer.js';
import { scopesOf } from './read-scopes.js';

/** Nobody has verified what such a token says: what is no client id gets into no log. */
const clientIdPattern = /^[\w-]{1,64}$/;
/** Sealed, a longer one makes a URL of more than 8 KiB: its client has to send it along with the next page. */
const longestInLink = 5_000;

export interface V2CallersOptions {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Of clients that are named: which one such a token is for, nobody has verified. */
  readonly credentials: FindCredentials;
}

/** Makes callers of v2 access tokens. They are passed on as they are: v2 itself verifies them. */
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
  // A token of 2015 is for the very client that signed it.
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

/** All links that a token leads to are of one id, so that they are taken back together. */
function sessionOf(text: string, clientId: string): SealedSubject {
  return { clientId, kind: 'v2', secret: text, token: { id: hash('sha256', text, 'base64url') } };
}
