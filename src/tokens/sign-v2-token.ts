import { randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import type { Granted } from './grant.js';
import type { Credentials } from './credentials.js';

/** Signs a v2 token with a client's own credentials. */
export type TokenSigner = (credentials: Credentials) => Promise<Granted>;

/** Lifetime in seconds; after that the tenant checks the credentials again. */
const livesS = 3_600;

/**
 * In 2015 v2's callers made their own tokens: a JWT for the tenant's global client, signed with its secret, with the
 * claim `scopes` (facts v2, section 3a).
 *
 * @param scopesNow scopes of a token signed now, `action:resource`
 * @param now milliseconds since the epoch
 */
export function createTokenSigner(scopesNow: () => readonly string[], now: () => number): TokenSigner {
  return async ({ clientId, clientSecret }) => {
    const scopes = scopesNow();
    const issuedAt = Math.floor(now() / 1000);
    const token = await new SignJWT({ scopes: scopesClaim(scopes) })
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .setAudience(clientId)
      .setJti(randomUUID())
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + livesS)
      .sign(Buffer.from(clientSecret, 'base64url'));
    return { kind: 'granted', token, scopes: new Set(scopes), livesS };
  };
}

/** `{ users: { actions: ['read', 'update'] } }` */
function scopesClaim(scopes: readonly string[]): Record<string, { actions: string[] }> {
  const claim: Record<string, { actions: string[] }> = {};
  for (const scope of scopes) {
    const cut = scope.indexOf(':');
    (claim[scope.slice(cut + 1)] ??= { actions: [] }).actions.push(scope.slice(0, cut));
  }
  return claim;
}
