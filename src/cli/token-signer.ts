import type { Config } from '../config/config.js';
import { scopesToGrant } from '../map/list-routes.js';
import type { LoadedMap } from '../map/load-map.js';
import { createTokenSigner, type TokenSigner } from '../tokens/sign-v2-token.js';

/** For a tenant of 2015, with all scopes that the map needs; today's gives v2 tokens itself. */
export function tokenSigner(
  { dialect }: Pick<Config, 'dialect'>,
  { routes }: Pick<LoadedMap, 'routes'>,
): TokenSigner | undefined {
  return dialect === '2015' ? createTokenSigner(scopesToGrant(routes), Date.now) : undefined;
}
