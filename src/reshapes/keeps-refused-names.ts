import { asJsonObject } from './json-object.js';
import { isRefused } from './metadata-key.js';
import { namesIn } from './names-in.js';

/** Names of v1's days in `app_metadata` of a v2 user that v2 refuses by now, even to be removed. */
export function keepsRefusedNames(users: unknown): readonly string[] {
  return namesIn(users, ({ app_metadata }) => Object.keys(asJsonObject(app_metadata)).filter(isRefused));
}
