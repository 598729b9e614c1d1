import { hash, randomUUID } from 'node:crypto';
import { GatewayError } from '../errors/gateway-error.js';
import type { SealedSubject } from './caller.js';
import { readClaims, type Claims, type HeldWrite } from './claims.js';
import { maxSealedLength, type KeyRing } from './key-ring.js';
import type { Revocations } from './revocations.js';

/** Seconds; the lifetime of v2's own tickets. */
export const ticketTtlS = 432_000;

/** The purpose of a sealed text. */
export interface Purpose {
  readonly use: Claims['use'];
  /** Target of a link, `/path?query`; a token has none. */
  readonly target?: string;
  /** Where the list of a link continues. */
  readonly cursor?: string | undefined;
  /** The write of a ticket. */
  readonly held?: HeldWrite;
}

/** What sealing needs: the keys, the tenant, the clock, and the date that a new token must have after a revocation. */
export interface Sealer {
  readonly ring: KeyRing;
  readonly issuer: string;
  readonly now: () => number;
  readonly revocations: Pick<Revocations, 'dateFor'>;
}

/** @throws GatewayError `request-malformed` for a text that is too long */
export async function seal(
  { clientId, kind, secret, token }: SealedSubject,
  { ttlS, ...purpose }: Purpose & { readonly ttlS: number },
  { ring, issuer, now, revocations }: Sealer,
): Promise<string> {
  const nowS = Math.floor(now() / 1000);
  const claims: Claims = {
    use: purpose.use,
    iss: issuer,
    sub: clientId,
    kind,
    iat: token?.issuedAt ?? revocations.dateFor(clientId, nowS),
    exp: nowS + ttlS,
    jti: token?.id ?? randomUUID(),
    secret,
    target: targetOf(purpose),
    cursor: purpose.cursor,
    held: purpose.held,
  };
  const sealed = await ring.seal(JSON.stringify(claims));
  if (sealed.length > maxSealedLength) {
    throw new GatewayError('request-malformed', { message: 'This is too long to be sealed.' });
  }
  return sealed;
}

/**
 * Opens a sealed text and checks its claims; the expiry last, so that only a genuine text is called expired.
 *
 * @throws GatewayError `token-invalid`, `token-expired`, `link-invalid`, `link-expired`, `ticket-invalid`,
 *   `ticket-expired`
 */
export async function unseal(sealed: string, purpose: Purpose, sealer: Sealer): Promise<Claims> {
  const claims = await unsealAny(sealed, sealer);
  if (claims?.use !== purpose.use || claims.target !== targetOf(purpose)) {
    throw new GatewayError(`${purpose.use}-invalid`);
  }
  if (sealer.now() >= claims.exp * 1000) throw new GatewayError(`${purpose.use}-expired`);
  return claims;
}

/** The claims of any text sealed for this tenant, expired or not and for any use; undefined for anything else. */
export async function unsealAny(sealed: string, { ring, issuer }: Sealer): Promise<Claims | undefined> {
  const text = await ring.open(sealed);
  const claims = text === undefined ? undefined : readClaims(text);
  return claims?.iss === issuer ? claims : undefined;
}

function targetOf({ target }: Purpose): string | undefined {
  return target === undefined ? undefined : hash('sha256', target, 'base64url');
}
