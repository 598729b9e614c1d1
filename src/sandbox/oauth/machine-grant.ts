import type { JsonObject } from '../json-value.js';
import { textAt } from '../json-value.js';
import { checkGrantType, provenClient } from './oauth-client.js';
import { badAudience, OAuthError } from './oauth-error.js';
import type { World } from '../operation.js';
import type { TokenRequest } from './token-request.js';

/**
 * Answers the grant `client_credentials` as v2 does today: a JWT for the Management API, by the client's grant.
 *
 * @throws OAuthError
 */
export async function machineGrant(request: TokenRequest, world: World): Promise<JsonObject> {
  const client = provenClient(world.tenant, request.credentials, false);
  checkGrantType(client, 'client_credentials');
  const audience = textAt(request.body, 'audience');
  if (audience === undefined)
    throw new OAuthError(400, 'invalid_request', 'Missing required parameter: audience');
  if (audience !== `${world.url}/api/v2/`) throw badAudience('client_credentials');
  const { clientId } = client;
  const grant = world.tenant.clients.grantOf(clientId);
  if (grant === undefined) {
    const help = 'You need to create a "client-grant" associated to this API.';
    const description = `Client is not authorized to access "${audience}". ${help}`;
    throw new OAuthError(403, 'access_denied', description);
  }
  const asked = textAt(request.body, 'scope')?.split(' ').filter(Boolean) ?? [];
  const lacking = asked.filter((scope) => !grant.scopes.includes(scope));
  if (lacking.length > 0) {
    throw new OAuthError(403, 'access_denied', `Client has not been granted scopes: ${lacking.join(', ')}`);
  }
  const scope = (asked.length > 0 ? asked : grant.scopes).join(' ');
  const claims = {
    sub: `${clientId}@clients`,
    aud: audience,
    azp: clientId,
    scope,
    gty: 'client-credentials',
  };
  const token = await world.issuer.sign(claims, request.lifetime);
  return { access_token: token, scope, expires_in: request.lifetime, token_type: 'Bearer' };
}
