import type { JsonObject } from '../json-value.js';
import { provenClient } from './oauth-client.js';
import type { World } from '../operation.js';
import type { TokenRequest } from './token-request.js';

/**
 * Answers the grant `client_credentials` as of 2015: an opaque v1 token, for any audience. It proves the client's
 * secret, but v2 does not accept it.
 *
 * @throws OAuthError
 */
export function machineGrant2015({ credentials }: TokenRequest, { tenant }: World): Promise<JsonObject> {
  provenClient(tenant, credentials, false);
  return Promise.resolve({ access_token: tenant.random.alphanumeric(32), token_type: 'bearer' });
}
