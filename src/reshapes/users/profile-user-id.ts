import { GatewayError } from '../../errors/gateway-error.js';
import { asJsonObject } from '../../syntax/json-object.js';

/**
 * The user id of a profile. Before OpenID Connect's `sub`, the tenant's profile had v1's `user_id` (facts v1, section
 * 4.1).
 *
 * @param input answer of `/userinfo`
 * @throws GatewayError `upstream-unreadable` if it has neither
 */
export function profileUserId(input: unknown): string {
  const { sub, user_id: id } = asJsonObject(input);
  const told = sub ?? id;
  if (typeof told === 'string' && told !== '') return told;
  throw new GatewayError('upstream-unreadable', { message: 'It does not say whose profile it is.' });
}
