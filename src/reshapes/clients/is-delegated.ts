import type { ReshapeContext } from '../reshape.js';

/** Whether v2 is called with another client's credentials, so that the tenant may not know the asking client. */
export function isDelegated({ client_id: id, upstream_id: upstream }: ReshapeContext['caller']): boolean {
  return id !== '' && upstream !== undefined && upstream !== id;
}
