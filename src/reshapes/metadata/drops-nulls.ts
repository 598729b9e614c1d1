import { isJsonObject } from '../../syntax/json-object.js';
import type { ReshapeContext } from '../reshape.js';

/** Whether metadata hold a null that v2 will drop, at any depth but not as an element of a list. */
export function dropsNulls(metadata: unknown, { settings }: ReshapeContext): boolean {
  return settings.nulls === 'drop' && isJsonObject(metadata) && holdsNull(metadata);
}

function holdsNull(value: unknown): boolean {
  if (Array.isArray(value)) return value.some((item) => item !== null && holdsNull(item));
  if (!isJsonObject(value)) return value === null;
  return Object.values(value).some(holdsNull);
}
