import { isJsonObject } from '../json-value.js';
import type { JsonObject, JsonValue } from '../json-value.js';
import { V2Error } from '../v2-error.js';

/** Names that v2 refuses as first-level keys of app_metadata (official: metadata field names and data types). */
export const refusedAppMetadata: readonly string[] = [
  '__tenant',
  '_id',
  'blocked',
  'clientID',
  'created_at',
  'email_verified',
  'email',
  'globalClientID',
  'global_client_id',
  'identities',
  'lastIP',
  'lastLogin',
  'loginsCount',
  'metadata',
  'multifactor_last_modified',
  'multifactor',
  'updated_at',
  'user_id',
];

/**
 * v2's merge, at the first level only: null removes a key, `{}` removes the whole object. A nested null stays in
 * its value (inferred; facts: section 7d). When the last key is removed, `{}` remains (recorded 2018).
 */
export function mergeMetadata(stored: JsonObject | undefined, sent: JsonObject): JsonObject | undefined {
  if (Object.keys(sent).length === 0) return undefined;
  const entries = Object.entries({ ...stored, ...sent });
  return Object.fromEntries(entries.filter(([, value]) => value !== null));
}

/**
 * Makes sure that both metadata objects of a body can be stored. The wording is inferred: no recording has it.
 *
 * @throws V2Error 400 `invalid_body`
 */
export function checkMetadata(body: JsonObject): void {
  const { app_metadata: app, user_metadata: user } = body;
  if (isJsonObject(app)) {
    const refused = Object.keys(app).filter((key) => refusedAppMetadata.includes(key));
    if (refused.length > 0) throw fault(`Property not allowed: ${refused.join(',')}`, 'app_metadata');
    checkKeys(app, 'app_metadata');
  }
  if (isJsonObject(user)) checkKeys(user, 'user_metadata');
}

function checkKeys(value: JsonValue, at: string): void {
  if (Array.isArray(value)) {
    for (const item of value) checkKeys(item, at);
    return;
  }
  if (!isJsonObject(value)) return;
  for (const [key, child] of Object.entries(value)) {
    if (key.startsWith('$') || key.includes('.')) throw fault(`Invalid property name: ${key}`, at);
    checkKeys(child, `${at}.${key}`);
  }
}

function fault(sentence: string, at: string): V2Error {
  return new V2Error(400, `Payload validation error: '${sentence}' on property ${at}.`, 'invalid_body');
}
