import type { ErrorDetails } from '../../errors/gateway-error.js';

/** v1 clients take a 404 for "there is no such record", node's even for a success; only v2 itself can say that. */
export function isPageNotFound({ upstreamStatus, isPage = false }: ErrorDetails): boolean {
  return isPage && upstreamStatus === 404;
}
