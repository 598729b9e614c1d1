import { asJsonObject, type JsonObject } from '../../syntax/json-object.js';

const sameInBoth = ['id', 'device_name', 'type', 'client_id', 'user_id'] as const;

/**
 * A v2 device credential as v1 showed it. No v1 answer is recorded: the names are v2's, plus `device`, which v1's own
 * publickey calls use.
 *
 * @param input a v2 device credential
 * @returns `{ id, device, device_name, type, client_id, user_id }` without fields that are not set
 */
export function deviceToV1(input: unknown): JsonObject {
  const credential = asJsonObject(input);
  const device: JsonObject = {};
  for (const key of sameInBoth) {
    const value = credential[key];
    if (value === undefined || value === null) continue;
    device[key] = value;
    if (key === 'device_name') device['device'] = value;
  }
  return device;
}
