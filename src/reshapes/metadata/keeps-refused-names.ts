import { asJsonObject } from '../../syntax/json-object.js';
import { isRefused } from './metadata-key.js';
import { namesIn } from './names-in.js';

/** Names in a v2 user's `app_metadata` that date from v1 and that v2 now refuses, even when they are to be removed. */
export function keepsRefusedNames(users: unknown): readonly string[] {
  return namesIn(users, ({ app_metadata }) => Object.keys(asJsonObject(app_metadata)).filter(isRefused));
}
