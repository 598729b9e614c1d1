import type { Config } from '../config/config.js';
import { scopesToGrant } from '../map/print/list-routes.js';
import type { Route } from '../map/route.js';
import { createTokenSigner, type TokenSigner } from '../tokens/sign-v2-token.js';

/** No call needs it; with it v2 shows the access tokens of identities, as v1 did (facts v2, section 7a). */
const showsIdpTokens = 'read:user_idp_tokens';

/**
 * For a tenant of 2015, with all scopes that the map needs, and the one for which nobody could be asked to grant it;
 * today's gives v2 tokens itself.
 *
 * @param routes of the map as it is now
 */
export function tokenSigner(
  { dialect }: Pick<Config, 'dialect'>,
  routes: () => readonly Route[],
): TokenSigner | undefined {
  if (dialect !== '2015') return undefined;
  return createTokenSigner(() => [...scopesToGrant(routes()), showsIdpTokens], Date.now);
}
