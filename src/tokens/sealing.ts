import { hash, randomUUID } from 'node:crypto';
import { GatewayError } from '../errors/gateway-error.js';
import type { SealedSubject } from './caller.js';
import { readClaims, type Claims, type HeldWrite } from './claims.js';
import { maxSealedLength, type KeyRing } from './key-ring.js';
import type { Revocations } from './revocations.js';

/** As long as v2's own tickets live, in seconds. */
export const ticketTtlS = 432_000;

/** What a sealed text is for. */
export interface Purpose {
  readonly use: Claims['use'];
  /** What a link opens, `/path?query`; a token has none. */
  readonly target?: string;
  /** Where the list goes on that a link leads to. */
  readonly cursor?: string | undefined;
  /** What a ticket does. */
  readonly held?: HeldWrite;
}

/** Who seals: the keys, the tenant, the clock, and what a new token must be dated after. */
export interface Sealer {
  readonly ring: KeyRing;
  readonly issuer: string;
  readonly now: () => number;
  readonly revocations: Pick<Revocations, 'dateFor'>;
}

/** @throws GatewayError `request-malformed` for more than can be sealed */
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
 * Checks everything that the sealed text alone tells; the end of its life last, so that only a genuine one is
 * called expired.
 *
 * @throws GatewayError `token-invalid`, `token-expired`, `link-invalid`, `link-expired`, `ticket-invalid`, `ticket-expired`
 */
export async function unseal(sealed: string, purpose: Purpose, sealer: Sealer): Promise<Claims> {
  const claims = await unsealAny(sealed, sealer);
  if (claims?.use !== purpose.use || claims.target !== targetOf(purpose)) {
    throw new GatewayError(`${purpose.use}-invalid`);
  }
  if (sealer.now() >= claims.exp * 1000) throw new GatewayError(`${purpose.use}-expired`);
  return claims;
}

/** What was sealed for this tenant, whatever it is for and however old it is; undefined for anything else. */
export async function unsealAny(sealed: string, { ring, issuer }: Sealer): Promise<Claims | undefined> {
  const text = await ring.open(sealed);
  const claims = text === undefined ? undefined : readClaims(text);
  return claims?.iss === issuer ? claims : undefined;
}

function targetOf({ target }: Purpose): string | undefined {
  return target === undefined ? undefined : hash('sha256', target, 'base64url');
}
