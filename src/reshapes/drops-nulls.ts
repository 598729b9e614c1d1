import { isJsonObject } from './json-object.js';
import type { ReshapeContext } from './reshape.js';

/** Whether metadata hold a null, at any depth and outside of lists, that is left to v2 to drop. */
export function dropsNulls(metadata: unknown, { settings }: ReshapeContext): boolean {
  return settings.nulls === 'drop' && isJsonObject(metadata) && holdsNull(metadata);
}

function holdsNull(value: unknown): boolean {
  if (Array.isArray(value)) return value.some((item) => item !== null && holdsNull(item));
  if (!isJsonObject(value)) return value === null;
  return Object.values(value).some(holdsNull);
}
