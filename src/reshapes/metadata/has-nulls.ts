import { asJsonObject } from '../../syntax/json-object.js';

/** Whether an object has a null at its first level. */
export function hasNulls(value: unknown): boolean {
  return Object.values(asJsonObject(value)).includes(null);
}
