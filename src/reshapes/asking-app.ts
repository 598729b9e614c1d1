import type { ReshapeContext } from './reshape.js';

/**
 * The client id of an app client, whose own view of the connections v1 shows; undefined for the global client, and
 * for a v2 token that names no client.
 */
export function askingApp(_: unknown, { caller }: ReshapeContext): string | undefined {
  return caller.kind === 'global' || caller.client_id === '' ? undefined : caller.client_id;
}
