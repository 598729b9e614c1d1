import { asJsonObject, setOwn, type JsonObject } from '../../syntax/json-object.js';

/**
 * A v2 log entry as v1 showed it, with `_id` as its only id. Fields that only v2 has stay, because exporters of v1's
 * time copy whole entries.
 *
 * @param input a v2 log entry
 */
export function logToV1(input: unknown): JsonObject {
  const entry = asJsonObject(input);
  const shown: JsonObject = {};
  const id = entry['_id'] ?? entry['log_id'];
  if (id !== undefined) shown['_id'] = id;
  for (const key of Object.keys(entry)) {
    if (key !== 'log_id' && key !== '_id') setOwn(shown, key, entry[key]);
  }
  return shown;
}
logToV1.copiesText = () => true;
