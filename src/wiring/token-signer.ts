import type { Config } from '../config/config.js';
import { scopesToGrant } from '../map/print/list-routes.js';
import type { Route } from '../map/route.js';
import { createTokenSigner, type TokenSigner } from '../tokens/sign-v2-token.js';

/**
 * For a tenant of 2015, with all scopes that the map needs; today's gives v2 tokens itself.
 *
 * @param routes of the map as it is now
 */
export function tokenSigner(
  { dialect }: Pick<Config, 'dialect'>,
  routes: () => readonly Route[],
): TokenSigner | undefined {
  return dialect === '2015' ? createTokenSigner(() => scopesToGrant(routes()), Date.now) : undefined;
}
