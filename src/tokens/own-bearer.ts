import { GatewayError } from '../errors/gateway-error.js';
import type { CallerBearer } from './caller.js';

/** The client id and scopes that a token claims. */
interface Known {
  readonly clientId: string | undefined;
  readonly scopes: ReadonlySet<string> | undefined;
}

/** Uses the caller's own token for v2. It cannot be renewed: if v2 refuses it, it is invalid. */
export function ownBearer(token: string, { clientId, scopes }: Known): CallerBearer {
  return {
    clientId,
    current: () => Promise.resolve(token),
    renew: () => Promise.reject(new GatewayError('token-invalid', { upstreamStatus: 401 })),
    scopes: () => Promise.resolve(scopes),
    recentScopes: () => Promise.resolve(scopes),
  };
}
