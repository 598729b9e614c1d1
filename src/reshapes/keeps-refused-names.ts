import { eachOf } from './each-of.js';
import { asJsonObject } from './json-object.js';
import { isRefused } from './metadata-key.js';

/** Whether `app_metadata` of a v2 user holds names of v1's days that v2 refuses by now, even to be removed. */
export function keepsRefusedNames(users: unknown): boolean {
  return eachOf(users).some(({ app_metadata }) => Object.keys(asJsonObject(app_metadata)).some(isRefused));
}
