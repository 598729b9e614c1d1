import { deviceToV1 } from './device-to-v1.js';
import { asJsonObject, listOf, type JsonObject } from '../../syntax/json-object.js';

/**
 * The devices of a user. v2 lists one type per call. A tenant that ignores `type` returns the same list each time, so
 * that each credential is shown only once.
 *
 * @param input `{ public_keys, refresh_tokens, rotating_refresh_tokens? }`, v2's answers
 */
export function devicesToV1(input: unknown): JsonObject[] {
  const { public_keys, refresh_tokens, rotating_refresh_tokens } = asJsonObject(input);
  const devices: JsonObject[] = [];
  const seen = new Set<unknown>();
  for (const credential of [public_keys, refresh_tokens, rotating_refresh_tokens].flatMap(listOf)) {
    const device = deviceToV1(credential);
    if (device['id'] !== undefined && seen.has(device['id'])) continue;
    seen.add(device['id']);
    devices.push(device);
  }
  return devices;
}
