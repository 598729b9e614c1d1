import { isDelegated } from './is-delegated.js';
import { asJsonObject } from '../../syntax/json-object.js';
import type { ReshapeContext } from '../reshape.js';

/**
 * Whether the tenant has to be asked if it knows the asking client's id.
 *
 * @param input `{ wanted? }`: whether the request needs such an id; default true
 */
export function unsureOfClientId(input: unknown, { caller }: ReshapeContext): boolean {
  return asJsonObject(input)['wanted'] !== false && isDelegated(caller);
}
