import { GatewayError } from '../errors/gateway-error.js';
import { asJsonObject, listOf } from './json-object.js';

/**
 * The first user of a page.
 *
 * @param input `{ items }`
 * @throws GatewayError `step-missing` where there is none
 */
export function firstUser(input: unknown): unknown {
  const [user] = listOf(asJsonObject(input)['items']);
  if (user === undefined) throw new GatewayError('step-missing', { row: 'user-not-found' });
  return user;
}
