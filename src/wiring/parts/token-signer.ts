import type { Config } from '../../config/config.js';
import { scopesToGrant } from '../../map/print/list-routes.js';
import type { Route } from '../../map/route.js';
import { createTokenSigner, type TokenSigner } from '../../tokens/sign-v2-token.js';

/** No call needs this scope, but with it v2 shows the access tokens of identities, as v1 did (facts v2, section 7a). */
const showsIdpTokens = 'read:user_idp_tokens';

/**
 * Signs v2 tokens for a tenant of 2015, with all scopes that the map needs and the one above, which could not be
 * granted otherwise. Undefined for a current tenant, which issues its own tokens.
 *
 * @param routes routes of the current map
 */
export function tokenSigner(
  { dialect }: Pick<Config, 'dialect'>,
  routes: () => readonly Route[],
): TokenSigner | undefined {
  if (dialect !== '2015') return undefined;
  return createTokenSigner(() => [...scopesToGrant(routes()), showsIdpTokens], Date.now);
}
