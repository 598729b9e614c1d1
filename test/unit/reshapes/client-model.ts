import { sent } from './json-arbitrary.js';
import type { JsonObject } from './json-arbitrary.js';

const writable = new Set(['name', 'callbacks', 'jwt_configuration']);
const lifetimes = { lifetime_in_seconds: 36_000, secret_encoded: false };

/** A model of clients in v2, as far as v1 writes them: refused fields, generated fields, merged fields. */
export function createdInV2(body: unknown): JsonObject {
  const client = checked(body);
  if (typeof client['name'] !== 'string') throw new Error('v2 requires a name');
  return {
    client_id: 'made',
    client_secret: 'made-too',
    global: false,
    ...client,
    jwt_configuration: { ...lifetimes, ...(client['jwt_configuration'] as JsonObject | undefined) },
    signing_keys: [{ cert: 'MADE' }],
  };
}

/** Each field that is sent replaces the old one, the whole `jwt_configuration` too. */
export function patchedInV2(client: JsonObject, body: unknown): JsonObject {
  const patch = checked(body);
  if (Object.keys(patch).length === 0) throw new Error('v2 refuses an empty body');
  const jwt = patch['jwt_configuration'] as JsonObject | undefined;
  const { secret_encoded = false } = (client['jwt_configuration'] ?? {}) as JsonObject;
  return { ...client, ...patch, ...(jwt && { jwt_configuration: { ...jwt, secret_encoded } }) };
}

function checked(body: unknown): JsonObject {
  const fields = sent(body) as JsonObject;
  for (const [key, value] of Object.entries(fields)) {
    if (!writable.has(key) || value === null) throw new Error(`v2 refuses ${key}`);
  }
  const jwt = (fields['jwt_configuration'] ?? {}) as JsonObject;
  if ('secret_encoded' in jwt) throw new Error('v2 refuses secret_encoded');
  if (!Number.isInteger(jwt['lifetime_in_seconds'] ?? 0)) throw new Error('v2 refuses this lifetime');
  return fields;
}
