import { GatewayError } from '../errors/gateway-error.js';
import { asJsonObject } from './json-object.js';
import type { ReshapeContext } from './reshape.js';

/** Whose connections are meant. */
export interface AskingClient {
  /** The global client, whose `status` is that of all clients. */
  readonly everybody: boolean;
  /** The one tenant's client whose membership is meant; absent where the tenant has none. */
  readonly client_id?: string;
}

/**
 * Who asks, as the tenant knows it: the global client, one client, or one that the clients file alone knows, for
 * which another may stand.
 *
 * @param input `{ record?, stand_in? }`: v2's record of the client, absent where nobody had to ask for it and empty
 *   where there is none, and the client in its place
 */
export function askingClient(input: unknown, { caller }: ReshapeContext): AskingClient {
  const { record, stand_in: standIn } = asJsonObject(input);
  if (caller.kind === 'global' && caller.guessed !== true) return { everybody: true };
  const { global, client_id: found } = asJsonObject(record);
  if (global === true) return { everybody: true };
  const id = record === undefined ? caller.client_id : (found ?? standIn);
  return { everybody: false, ...(typeof id === 'string' && id !== '' ? { client_id: id } : {}) };
}

/** The answer of this step as a later step is given it. */
export function askerIn(input: unknown): AskingClient {
  const { everybody, client_id: id } = asJsonObject(asJsonObject(input)['asker']);
  return { everybody: everybody === true, ...(typeof id === 'string' ? { client_id: id } : {}) };
}

/**
 * The tenant's client for which a connection is turned on or off.
 *
 * @throws GatewayError `step-missing` where the tenant has none: nothing is written then
 */
export function memberOf({ client_id: id }: AskingClient): string {
  if (id === undefined) throw new GatewayError('step-missing', { row: 'member-unknown' });
  return id;
}
