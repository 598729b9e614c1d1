import { secretBytes } from '../client-secret.js';
import { currentUserScopes } from '../api-scopes.js';
import type { JsonObject } from '../json-value.js';
import { objectAt, textAt } from '../json-value.js';
import { provenClient } from './oauth-client.js';
import { badAudience, OAuthError } from './oauth-error.js';
import { defaultDirectory, login, userClaims } from './oauth-login.js';
import type { Dialect, World } from '../operation.js';
import type { TokenRequest } from './token-request.js';
import type { UserRecord } from '../users/user-record.js';
import { userView } from '../users/user-view.js';

const realmGrant = 'http://auth0.com/oauth/grant-type/password-realm';
const userTokenLifetime = 86_400;
const idTokenLifetime = 36_000;
const defaultUserScope = 'openid profile email';

/**
 * Answers `POST /oauth/token`.
 *
 * @throws OAuthError
 */
export async function answerToken(
  request: TokenRequest,
  world: World,
  { machineGrant, passwordLogin }: Pick<Dialect, 'machineGrant' | 'passwordLogin'>,
): Promise<JsonObject> {
  const grantType = textAt(request.body, 'grant_type');
  switch (grantType) {
    case 'client_credentials':
      return machineGrant(request, world);
    case 'password':
    case realmGrant:
      if (passwordLogin !== '/oauth/token') throw unsupported(grantType);
      return passwordGrant(request, world);
    case 'refresh_token':
      return refreshGrant(request, world);
    case undefined:
      throw new OAuthError(400, 'invalid_request', 'Missing required parameter: grant_type');
    default:
      throw unsupported(grantType);
  }
}

function unsupported(grantType: string): OAuthError {
  return new OAuthError(403, 'unsupported_grant_type', `Unsupported grant type: ${grantType}`);
}

async function passwordGrant(request: TokenRequest, world: World): Promise<JsonObject> {
  const { body } = request;
  const client = provenClient(world.tenant, request.credentials, true);
  const audience = textAt(body, 'audience');
  if (audience !== undefined && audience !== `${world.url}/api/v2/` && audience !== `${world.url}/userinfo`) {
    throw badAudience('password');
  }
  const missing = ['username', 'password'].find((name) => textAt(body, name) === undefined);
  if (missing !== undefined)
    throw new OAuthError(400, 'invalid_request', `Missing required parameter: ${missing}`);
  const user = login(world.tenant, {
    clientId: client.clientId,
    realm: textAt(body, 'realm') ?? defaultDirectory,
    username: textAt(body, 'username') ?? '',
    password: textAt(body, 'password') ?? '',
    ip: request.ip,
  });
  const scope = textAt(body, 'scope') ?? defaultUserScope;
  const tokens = await userTokens(world, user, { clientId: client.clientId, audience, scope });
  if (!scope.split(' ').includes('offline_access')) return tokens;
  const value = world.tenant.random.alphanumeric(45);
  world.tenant.devices.add({
    type: 'refresh_token',
    device_name: textAt(body, 'device') ?? 'Unknown',
    device_id: world.tenant.random.hex(32),
    user_id: user.user_id,
    client_id: client.clientId,
    value,
  });
  return { ...tokens, refresh_token: value };
}

async function refreshGrant(request: TokenRequest, world: World): Promise<JsonObject> {
  const client = provenClient(world.tenant, request.credentials, true);
  const value = textAt(request.body, 'refresh_token') ?? '';
  const device = world.tenant.devices.byRefreshToken(value);
  const user = world.tenant.users.get(device?.user_id ?? '');
  if (user === undefined || device?.client_id !== client.clientId) {
    throw new OAuthError(403, 'invalid_grant', 'Unknown or invalid refresh token.');
  }
  const scope = defaultUserScope;
  return userTokens(world, user, { clientId: client.clientId, audience: undefined, scope });
}

interface UserTokenWish {
  readonly clientId: string;
  readonly audience: string | undefined;
  readonly scope: string;
}

/** The tokens of a user's login. */
export async function userTokens(world: World, user: UserRecord, wish: UserTokenWish): Promise<JsonObject> {
  const { clientId, audience } = wish;
  const forApi = audience === `${world.url}/api/v2/`;
  const asked = wish.scope.split(' ').filter((one) => !one.includes(':') || forApi);
  const scope = asked.filter((one) => !one.includes(':') || currentUserScopes.includes(one)).join(' ');
  const access = {
    sub: user.user_id,
    aud: forApi ? [audience, `${world.url}/userinfo`] : `${world.url}/userinfo`,
    azp: clientId,
    scope,
    gty: 'password',
  };
  const answer: JsonObject = {
    access_token: await world.issuer.sign(access, userTokenLifetime),
    scope,
    expires_in: userTokenLifetime,
    token_type: 'Bearer',
  };
  if (!asked.includes('openid')) return answer;
  const claims = { ...userClaims(userView(user)), sub: user.user_id, aud: clientId };
  return { ...answer, id_token: await signIdToken(claims, clientId, world) };
}

/** Signed with the client's secret if its `jwt_configuration` says HS256. */
function signIdToken(claims: JsonObject, clientId: string, { tenant, issuer }: World): Promise<string> {
  const { body = {} } = tenant.clients.get(clientId) ?? {};
  const { alg } = objectAt(body, 'jwt_configuration') ?? {};
  if (alg !== 'HS256') return issuer.sign(claims, idTokenLifetime);
  return issuer.signWithSecret(claims, idTokenLifetime, secretBytes(body));
}
