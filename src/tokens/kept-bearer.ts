import type { CallerBearer } from './caller.js';
import type { Credentials } from './credentials.js';
import type { UpstreamTokens } from './upstream-tokens.js';

/** An opened token; `bearer` is kept for as long as the credentials stay the same. */
export interface BearerKeeper {
  bearer?: { readonly credentials: Credentials; readonly source: CallerBearer };
}

/** One bearer per opened token: what was looked up for one is not told to another (`upstream/lookups/lookup-cache.ts`). */
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
