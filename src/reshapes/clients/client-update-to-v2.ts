import { GatewayError } from '../../errors/gateway-error.js';
import { callbacksToV2 } from './client-callbacks.js';
import { callbacksOf, jwtConfigurationOf, signingKeyOf } from './client-to-v1.js';
import { asJsonObject, type JsonObject } from '../../syntax/json-object.js';

/**
 * v1's PUT or PATCH client as v2's PATCH. Both methods leave fields alone that they do not name: v1's own articles
 * change `jwtConfiguration` with a PUT of nothing else.
 *
 * Only what differs from the present client is sent, so that an object read through v1 can be written back:
 * `clientID`, `clientSecret`, `tenant` and keys that v1 did not know are ignored. `jwt_configuration` is merged here,
 * because a PATCH of the lifetime alone might reset the algorithm. If nothing changes, the PATCH names the client as
 * it is, because v2 refuses an empty one.
 *
 * @param input `{ client, body }`: the v2 client, and the v1 body
 * @returns the body of `PATCH /api/v2/clients/{id}`
 * @throws GatewayError `gone` for another signing key or another encoding of the secret, which v2 cannot set;
 *   `input-invalid` when the lifetime is not a whole number
 */
export function clientUpdateToV2(input: unknown): JsonObject {
  const { client: current, body: sent } = asJsonObject(input);
  const client = asJsonObject(current);
  const body = asJsonObject(sent);
  refuseOtherKey(
    body,
    client,
    'a tenant has keys of its own making. Call POST /api/v2/keys/signing/rotate for a new one.',
  );
  refuseOtherEncoding(body, client);
  const jwt = { ...asJsonObject(client['jwt_configuration']) };
  Reflect.deleteProperty(jwt, 'secret_encoded');
  return changesOf(body, client, { jwt });
}

/**
 * The differences between a v1 body and the v2 client, as the body of a PATCH.
 *
 * @param jwt the client's `jwt_configuration` with the fields that v2 accepts
 * @param change further changes to it, besides the lifetime
 * @throws GatewayError `input-invalid` when the lifetime is not a whole number
 */
export function changesOf(
  body: JsonObject,
  client: JsonObject,
  { jwt, change = {} }: { readonly jwt: JsonObject; readonly change?: JsonObject },
): JsonObject {
  const patch: JsonObject = {};
  const { name, jwtConfiguration } = body;
  if (name !== undefined && name !== null && name !== client['name']) patch['name'] = name;
  const now = callbacksOf(client);
  const callbacks = callbacksToV2(body, now);
  if (callbacks !== undefined && !sameList(callbacks, now)) patch['callbacks'] = callbacks;
  const lifetime = lifetimeToV2(jwtConfiguration);
  const wanted = { ...(lifetime === undefined ? {} : { lifetime_in_seconds: lifetime }), ...change };
  if (Object.entries(wanted).some(([key, value]) => value !== jwt[key]))
    patch['jwt_configuration'] = { ...jwt, ...wanted };
  return Object.keys(patch).length === 0 ? { name: client['name'] } : patch;
}

/**
 * The lifetime in seconds of a v1 `jwtConfiguration`. v1's articles write it as a text.
 *
 * @throws GatewayError `input-invalid` when it is not a whole number
 */
export function lifetimeToV2(jwtConfiguration: unknown): number | undefined {
  const { lifetimeInSeconds } = asJsonObject(jwtConfiguration);
  if (lifetimeInSeconds === undefined || lifetimeInSeconds === null || lifetimeInSeconds === '')
    return undefined;
  const seconds = typeof lifetimeInSeconds === 'boolean' ? Number.NaN : Number(lifetimeInSeconds);
  if (Number.isSafeInteger(seconds)) return seconds;
  throw new GatewayError('input-invalid', {
    message: '"jwtConfiguration.lifetimeInSeconds" must be a whole number',
  });
}

/** @throws GatewayError `gone` for another signing key than the client has; `why` ends the error's sentence */
export function refuseOtherKey({ signingKey }: JsonObject, client: JsonObject, why: string): void {
  const now = signingKeyOf(client) ?? {};
  const differs = Object.entries(asJsonObject(signingKey)).some(
    ([part, value]) => value !== null && value !== '' && plain(value) !== plain(now[part]),
  );
  if (!differs) return;
  throw new GatewayError('gone', {
    message: `v2 cannot set a client's signing key: ${why}`,
  });
}

function refuseOtherEncoding({ jwtConfiguration }: JsonObject, client: JsonObject): void {
  const { secretNotEncoded } = asJsonObject(jwtConfiguration);
  if (typeof secretNotEncoded !== 'boolean') return;
  const now = jwtConfigurationOf(client)?.['secretNotEncoded'] ?? true;
  if (secretNotEncoded === now) return;
  throw new GatewayError('gone', {
    message:
      'v2 cannot change whether a client secret is Base64 encoded. Leave jwtConfiguration.secretNotEncoded out, or as it is.',
  });
}

/** Ignores line ends, which may change when a certificate passes through a file or form. */
function plain(value: unknown): unknown {
  return typeof value === 'string' ? value.replaceAll('\r\n', '\n').trim() : value;
}

function sameList(one: readonly unknown[], other: readonly unknown[]): boolean {
  return one.length === other.length && one.every((item, n) => item === other[n]);
}
