import { asJsonObject } from './json-object.js';
import { isRefused } from './metadata-key.js';
import { someOf } from './some-of.js';

/** Whether `app_metadata` of a v2 user holds names of v1's days that v2 refuses by now, even to be removed. */
export function keepsRefusedNames(users: unknown): boolean {
  return someOf(users, ({ app_metadata }) => Object.keys(asJsonObject(app_metadata)).some(isRefused));
}
