import type { CallerBearer } from '../../src/tokens/caller.js';

/** A bearer of one token for ever; its scopes are unknown unless told. */
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
