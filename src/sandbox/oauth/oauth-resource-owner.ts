import type { JsonObject } from '../json-value.js';
import { textAt } from '../json-value.js';
import { provenClient } from './oauth-client.js';
import { OAuthError } from './oauth-error.js';
import { login } from './oauth-login.js';
import { userTokens } from './oauth-token.js';
import type { World } from '../operation.js';
import type { TokenRequest } from './token-request.js';

const required = ['connection', 'username', 'password', 'grant_type'];

/**
 * Answers `POST /oauth/ro`, which checked passwords before the token endpoint had a grant for it; it needs only
 * the client's id. The error codes are those that Lock distinguishes; the statuses are inferred.
 *
 * @throws OAuthError
 */
export async function answerResourceOwner(request: TokenRequest, world: World): Promise<JsonObject> {
  const { body, ip } = request;
  const { clientId } = provenClient(world.tenant, request.credentials, true);
  const missing = required.find((name) => textAt(body, name) === undefined);
  if (missing !== undefined)
    throw new OAuthError(400, 'invalid_request', `Missing required parameter: ${missing}`);
  if (textAt(body, 'grant_type') !== 'password')
    throw new OAuthError(400, 'invalid_request', 'grant_type must be password');
  const attempt = {
    clientId,
    realm: textAt(body, 'connection') ?? '',
    username: textAt(body, 'username') ?? '',
    password: textAt(body, 'password') ?? '',
    ip,
  };
  const user = inWordsOf2015(() => login(world.tenant, attempt));
  return userTokens(world, user, { clientId, audience: undefined, scope: textAt(body, 'scope') ?? 'openid' });
}

function inWordsOf2015<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof OAuthError) || error.error !== 'invalid_grant') throw error;
    throw new OAuthError(401, 'invalid_user_password', error.message);
  }
}
