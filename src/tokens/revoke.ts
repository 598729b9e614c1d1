import { longestLinkTtlS } from '../config/environment.js';
import { GatewayError } from '../errors/gateway-error.js';
import type { Revocations, RevocationSubject, Revoked } from './revocations.js';
import { ticketTtlS, unsealAny, type Sealer } from './sealing.js';

/** What an operator asks for: a subject, or a token or link itself, which stands for the token it began with. */
export type RevocationOrder = RevocationSubject | { readonly token: string };

/** @throws GatewayError `input-invalid` for a token that no key of this gateway has sealed, or too many revocations */
export async function revoke(
  order: RevocationOrder,
  { revocations, sealer }: { revocations: Revocations; sealer: Sealer },
): Promise<Revoked> {
  if (!('token' in order)) return revocations.add(order);
  const claims = await unsealAny(order.token, sealer);
  if (claims === undefined) {
    throw new GatewayError('input-invalid', { message: 'The token is not one of this gateway.' });
  }
  // An expired token may still have links and tickets that live.
  const lastAt = Math.floor(sealer.now() / 1000) + Math.max(longestLinkTtlS, ticketTtlS);
  return revocations.add({ token_id: claims.jti }, Math.max(claims.exp, lastAt));
}
