import { GatewayError } from '../../errors/gateway-error.js';
import { asJsonObject, setOwn, type JsonObject } from '../../syntax/json-object.js';
import type { ReshapeContext } from '../reshape.js';

/** v1's names of the v2 fields that v1 named differently. */
const renamed: ReadonlyMap<string, string> = new Map([
  ['client_id', 'clientID'],
  ['client_secret', 'clientSecret'],
  ['callback_url_template', 'callbackUrlTemplate'],
]);

/** Fields that had another shape in v1. */
const reshaped: ReadonlySet<string> = new Set(['callbacks', 'jwt_configuration', 'signing_keys', 'global']);

/** An id that v2 had in 2015, `cli_...`, and v1 did not know. */
const hidden = 'v2_id';

/**
 * A v2 client as v1 showed it. Fields that only v2 has are shown too, under v2's names.
 *
 * `callback` is the first of the `callbacks`, which are always a list. `global` is always there, because v1 clients
 * filter their lists by it.
 *
 * @param input a v2 client
 * @throws GatewayError `step-missing` when an app client asks for the global client, whose secret gives access to
 *   everything
 */
export function clientToV1(input: unknown, { caller }: ReshapeContext): JsonObject {
  const client = asJsonObject(input);
  if (!isShownTo(caller, client)) throw new GatewayError('step-missing', { row: 'client-not-found' });
  const shown: JsonObject = {};
  for (const [key, value] of Object.entries(client)) {
    if (!reshaped.has(key) && key !== hidden && value !== null) setOwn(shown, renamed.get(key) ?? key, value);
  }
  const callbacks = callbacksOf(client);
  if (callbacks[0] !== undefined) shown['callback'] = callbacks[0];
  shown['callbacks'] = callbacks;
  shown['global'] = client['global'] === true;
  const jwt = jwtConfigurationOf(client);
  if (jwt !== undefined) shown['jwtConfiguration'] = jwt;
  const key = signingKeyOf(client);
  if (key !== undefined) shown['signingKey'] = key;
  return shown;
}

/** v1's global client is v2's "All Applications"; app clients never saw it. */
export function isShownTo(caller: ReshapeContext['caller'], client: unknown): boolean {
  return caller.kind === 'global' || asJsonObject(client)['global'] !== true;
}

/** The callback URLs of a v2 client. v2 writes null for a list that was never set. */
export function callbacksOf(client: JsonObject): readonly unknown[] {
  const { callbacks } = client;
  return Array.isArray(callbacks) ? callbacks : [];
}

/** `{ lifetimeInSeconds, secretNotEncoded, ... }` of a v2 client; undefined if it has no such configuration. */
export function jwtConfigurationOf({ jwt_configuration }: JsonObject): JsonObject | undefined {
  if (jwt_configuration === undefined || jwt_configuration === null) return undefined;
  const { lifetime_in_seconds, secret_encoded, ...rest } = asJsonObject(jwt_configuration);
  return {
    ...rest,
    ...(typeof lifetime_in_seconds === 'number' ? { lifetimeInSeconds: lifetime_in_seconds } : {}),
    secretNotEncoded: secret_encoded !== true,
  };
}

/** The first signing key of a v2 client: v1 showed only one. */
export function signingKeyOf({ signing_keys }: JsonObject): JsonObject | undefined {
  const first: unknown = Array.isArray(signing_keys) ? signing_keys[0] : undefined;
  return first === undefined ? undefined : asJsonObject(first);
}
