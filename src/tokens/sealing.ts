import { hash, randomUUID } from 'node:crypto';
import { GatewayError } from '../errors/gateway-error.js';
import type { Sealable } from './caller.js';
import { readClaims, type Claims } from './claims.js';
import { maxSealedLength, type KeyRing } from './key-ring.js';

/** What a sealed text is for. */
export interface Purpose {
  readonly use: Claims['use'];
  /** What a link opens, `/path?query`; a token has none. */
  readonly target?: string;
  /** Where the list goes on that a link leads to. */
  readonly cursor?: string | undefined;
}

/** Who seals: the keys, the tenant, the clock. */
export interface Sealer {
  readonly ring: KeyRing;
  readonly issuer: string;
  readonly now: () => number;
}

/** @throws GatewayError `request-malformed` for credentials too long to be sealed */
export async function seal(
  { clientId, kind, secret }: Sealable,
  { ttlS, ...purpose }: Purpose & { readonly ttlS: number },
  { ring, issuer, now }: Sealer,
): Promise<string> {
  const iat = Math.floor(now() / 1000);
  const claims: Claims = {
    use: purpose.use,
    iss: issuer,
    sub: clientId,
    kind,
    iat,
    exp: iat + ttlS,
    jti: randomUUID(),
    secret,
    target: targetOf(purpose),
    cursor: purpose.cursor,
  };
  const sealed = await ring.seal(JSON.stringify(claims));
  if (sealed.length > maxSealedLength) {
    throw new GatewayError('request-malformed', { message: 'The client credentials are too long.' });
  }
  return sealed;
}

/**
 * Checks everything that the sealed text alone tells; the end of its life last, so that only a genuine one is
 * called expired.
 *
 * @throws GatewayError `token-invalid`, `token-expired`, `link-invalid`, `link-expired`
 */
export async function unseal(
  sealed: string,
  purpose: Purpose,
  { ring, issuer, now }: Sealer,
): Promise<Claims> {
  const text = await ring.open(sealed);
  const claims = text === undefined ? undefined : readClaims(text);
  if (claims?.use !== purpose.use || claims.target !== targetOf(purpose) || claims.iss !== issuer) {
    throw new GatewayError(`${purpose.use}-invalid`);
  }
  if (now() >= claims.exp * 1000) throw new GatewayError(`${purpose.use}-expired`);
  return claims;
}

function targetOf({ target }: Purpose): string | undefined {
  return target === undefined ? undefined : hash('sha256', target, 'base64url');
}
