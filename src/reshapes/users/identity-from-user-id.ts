import { GatewayError } from '../../errors/gateway-error.js';
import { userIdOf } from './v1-id.js';

/** The name of one identity of a user in v2's paths. */
export interface IdentityName {
  readonly provider: string;
  /** Without the provider's prefix. With it, v2's unlink answers 200 and changes nothing (recorded). */
  readonly user_id: string;
}

/**
 * The identity that a v1 user id names. It is split at the first `|` only, because enterprise ids hold more of them:
 * `samlp|conn|name@x`.
 *
 * @param input `provider|id`, or an `_id`
 * @throws GatewayError `input-invalid` when either half is empty
 */
export function identityFromUserId(input: unknown): IdentityName {
  const id = typeof input === 'string' ? userIdOf(input) : '';
  const bar = id.indexOf('|');
  if (bar <= 0 || bar === id.length - 1) {
    throw new GatewayError('input-invalid', { message: 'The user_id must have the form provider|id.' });
  }
  return { provider: id.slice(0, bar), user_id: id.slice(bar + 1) };
}
