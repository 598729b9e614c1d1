import { GatewayError } from '../../errors/gateway-error.js';
import { asJsonObject } from '../../syntax/json-object.js';
import type { ReshapeContext } from '../reshape.js';

/** The client or clients whose connections a request means. */
export interface AskingClient {
  /** The asker is the global client. Its `status` is that of all clients. */
  readonly everybody: boolean;
  /** The tenant's client whose membership is meant; absent if the tenant does not have it. */
  readonly client_id?: string;
}

/**
 * The asking client as the tenant knows it: the global client or one client. For a client that only the clients file
 * knows, another client may stand in.
 *
 * @param input `{ record?, stand_in? }`: v2's record of the client, absent if it was not asked for and empty if the
 *   tenant has none, and the client that stands in
 */
export function askingClient(input: unknown, { caller }: ReshapeContext): AskingClient {
  const { record, stand_in: standIn } = asJsonObject(input);
  if (caller.kind === 'global' && caller.guessed !== true) return { everybody: true };
  const { global, client_id: found } = asJsonObject(record);
  if (global === true) return { everybody: true };
  const id = record === undefined ? caller.client_id : (found ?? standIn);
  return { everybody: false, ...(typeof id === 'string' && id !== '' ? { client_id: id } : {}) };
}

/** Reads the answer of this step from a later step's input. */
export function askerIn(input: unknown): AskingClient {
  const { everybody, client_id: id } = asJsonObject(asJsonObject(input)['asker']);
  return { everybody: everybody === true, ...(typeof id === 'string' ? { client_id: id } : {}) };
}

/**
 * The tenant's client for which a connection is turned on or off.
 *
 * @throws GatewayError `step-missing` if the tenant has no such client: nothing is written then
 */
export function memberOf({ client_id: id }: AskingClient): string {
  if (id === undefined) throw new GatewayError('step-missing', { row: 'member-unknown' });
  return id;
}
