import type { ReshapeContext } from './reshape.js';

/** Whether v2 is called with the credentials of another client, so that the tenant need not know the asking one. */
export function isDelegated({ client_id: id, upstream_id: upstream }: ReshapeContext['caller']): boolean {
  return id !== '' && upstream !== undefined && upstream !== id;
}
