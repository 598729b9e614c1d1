import type { CallerBearer } from './caller.js';
import type { Credentials } from './credentials.js';
import type { UpstreamTokens } from './upstream-tokens.js';

/** Holds the bearer of an opened token as long as the credentials stay the same. */
export interface BearerKeeper {
  bearer?: { readonly credentials: Credentials; readonly source: CallerBearer };
}

/**
 * Gives each opened token a bearer of its own: look-ups are cached per bearer and not shared between tokens
 * (`upstream/lookups/lookup-cache.ts`).
 */
export function keptBearer(
  opened: BearerKeeper,
  credentials: Credentials,
  upstreamTokens: UpstreamTokens,
): CallerBearer {
  const kept = opened.bearer;
  if (
    kept?.credentials.clientId === credentials.clientId &&
    kept.credentials.clientSecret === credentials.clientSecret
  ) {
    return kept.source;
  }
  const source = upstreamTokens.bearerFor(credentials);
  opened.bearer = { credentials, source };
  return source;
}
