import { GatewayError } from '../errors/gateway-error.js';
import type { CallerBearer } from './caller.js';

/** The caller's own token in front of v2: nobody can renew it, and when v2 refuses it, it is not valid. */
export function ownBearer(token: string): CallerBearer {
  return {
    current: () => Promise.resolve(token),
    renew: () => Promise.reject(new GatewayError('token-invalid', { upstreamStatus: 401 })),
  };
}
