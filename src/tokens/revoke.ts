import { longestLinkTtlS } from '../config/environment.js';
import { GatewayError } from '../errors/gateway-error.js';
import type { Revocations, RevocationSubject, Revoked } from './revocations.js';
import { ticketTtlS, unsealAny, type Sealer } from './sealing.js';

/** An operator's order: a subject, or a token, link or ticket, which stands for the token it was made from. */
export type RevocationOrder = RevocationSubject | { readonly token: string };

/** @throws GatewayError `input-invalid` for a token not sealed by a key of this gateway, or too many revocations */
export async function revoke(
  order: RevocationOrder,
  { revocations, sealer }: { revocations: Revocations; sealer: Sealer },
): Promise<Revoked> {
  if (!('token' in order)) return revocations.add(order);
  const claims = await unsealAny(order.token, sealer);
  if (claims === undefined) {
    throw new GatewayError('input-invalid', { message: 'The token is not one of this gateway.' });
  }
  // Links and tickets of an expired token may still be valid.
  const lastAt = Math.floor(sealer.now() / 1000) + Math.max(longestLinkTtlS, ticketTtlS);
  return revocations.add({ token_id: claims.jti }, Math.max(claims.exp, lastAt));
}
