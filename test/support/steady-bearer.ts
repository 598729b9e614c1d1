import type { CallerBearer } from '../../src/tokens/caller.js';

/** A bearer with one permanent token; default: unknown scopes. */
export function steadyBearer(token: string, scopes?: readonly string[]): CallerBearer {
  const known = Promise.resolve(scopes === undefined ? undefined : new Set(scopes));
  return {
    clientId: 'machine',
    current: () => Promise.resolve(token),
    renew: () => Promise.resolve(token),
    scopes: () => known,
    recentScopes: () => known,
  };
}
