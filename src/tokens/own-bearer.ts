import { GatewayError } from '../errors/gateway-error.js';
import type { CallerBearer } from './caller.js';

/** What a token says of itself. */
interface Known {
  readonly clientId: string | undefined;
  readonly scopes: ReadonlySet<string> | undefined;
}

/** The caller's own token in front of v2: nobody can renew it, and when v2 refuses it, it is not valid. */
export function ownBearer(
  token: string,
  { clientId, scopes }: Known = { clientId: undefined, scopes: undefined },
): CallerBearer {
  return {
    clientId,
    current: () => Promise.resolve(token),
    renew: () => Promise.reject(new GatewayError('token-invalid', { upstreamStatus: 401 })),
    scopes: () => Promise.resolve(scopes),
    recentScopes: () => Promise.resolve(scopes),
  };
}
