import { randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import type { Granted } from './grant.js';
import type { Credentials } from './credentials.js';

/** Makes the v2 token of a client out of its own credentials. */
export type TokenSigner = (credentials: Credentials) => Promise<Granted>;

/** Seconds; then the credentials are proven once more. */
const livesS = 3_600;

/**
 * In 2015 v2's callers made their tokens themselves: a JWT for the tenant's global client, signed with its secret,
 * whose claim `scopes` says what it may (facts v2, section 3a).
 *
 * @param scopesNow those that a token is to have that is signed now, `action:resource`
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
