import type { ReshapeContext } from './reshape.js';

/** The client id of an app client, whose own view of the connections v1 shows; undefined for the global client. */
export function askingApp(_: unknown, { caller }: ReshapeContext): string | undefined {
  return caller.kind === 'global' ? undefined : caller.client_id;
}
