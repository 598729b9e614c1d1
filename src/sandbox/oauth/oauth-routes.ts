import { Router } from 'express';
import type { Request, Response } from 'express';
import { isJsonObject, textAt } from '../json-value.js';
import type { JsonObject } from '../json-value.js';
import { clientCredentials, provenClient } from './oauth-client.js';
import { OAuthError } from './oauth-error.js';
import { userClaims } from './oauth-login.js';
import { answerResourceOwner } from './oauth-resource-owner.js';
import { answerToken } from './oauth-token.js';
import type { Dialect, World } from '../operation.js';
import { RateLimiter } from '../rate-limiter.js';
import { readBody } from '../read-body.js';
import type { TokenRequest } from './token-request.js';
import { userView } from '../users/user-view.js';

/** Options of the token endpoint. */
export interface OAuthRoutesOptions {
  readonly dialect: Dialect;
  /** Lifetime of v2 access tokens. */
  readonly tokenLifetimeSeconds: number;
}

/**
 * The part of the Authentication API that holdover and its clients use: token, revoke, userinfo, key set, and a
 * minimal authorize to test pass-through.
 */
export function oauthRoutes(world: World, { dialect, tokenLifetimeSeconds }: OAuthRoutesOptions): Router {
  const router = Router();
  // Recorded 2018: a separate bucket of 100. It counts, but refuses nothing.
  const limiter = new RateLimiter({ limit: 100, perSecond: 100, advisory: true }, world.tenant.now);
  router.use('/oauth', (_request, response, next) => {
    response.set(limiter.take().headers);
    next();
  });
  router.get('/.well-known/jwks.json', (_request, response) => {
    response.json(world.issuer.keySet());
  });
  router.post('/oauth/token', async (request, response) => {
    await answerOAuth(response, () => answerToken(requestOf(request, tokenLifetimeSeconds), world, dialect));
  });
  if (dialect.passwordLogin === '/oauth/ro') {
    router.post('/oauth/ro', async (request, response) => {
      await answerOAuth(response, () => answerResourceOwner(requestOf(request, tokenLifetimeSeconds), world));
    });
  }
  router.post('/oauth/revoke', async (request, response) => {
    await answerOAuth(response, () => {
      revoke(request, world);
      return Promise.resolve(undefined);
    });
  });
  router.get('/userinfo', (request, response) => userinfo(request, response, world));
  router.get('/authorize', authorize);
  return router;
}

async function answerOAuth(response: Response, answer: () => Promise<JsonObject | undefined>): Promise<void> {
  try {
    sendOAuth(response, 200, await answer());
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
    sendOAuth(response, error.status, error.body());
  }
}

/** Recorded: application/json without the charset that express would add. */
function sendOAuth(response: Response, status: number, body: object | undefined): void {
  response.statusCode = status;
  response.setHeader(
    'cache-control',
    'private, no-store, no-cache, must-revalidate, post-check=0, pre-check=0',
  );
  if (body === undefined) {
    response.end();
    return;
  }
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(body));
}

function revoke(request: Request, world: World): void {
  const body = bodyOf(request);
  const client = provenClient(world.tenant, clientCredentials(body, request.headers.authorization), false);
  const device = world.tenant.devices.byRefreshToken(textAt(body, 'token') ?? '');
  // RFC 7009: an unknown token is answered with 200 too.
  if (device?.client_id === client.clientId) world.tenant.devices.remove(device.id);
}

async function userinfo(request: Request, response: Response, world: World): Promise<void> {
  const token = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '';
  const { claims } = await world.issuer.read(token, `${world.url}/userinfo`);
  const user = world.tenant.users.get(claims?.sub ?? '');
  if (user !== undefined) {
    response.json(userClaims(userView(user)));
    return;
  }
  // Recorded 2018: the body is the plain word, the reason is in the header.
  const reason = 'The access token signature could not be validated.';
  response
    .status(401)
    .set('www-authenticate', `Bearer realm="Users", error="invalid_token", error_description="${reason}"`)
    .type('text/plain')
    .end('Unauthorized');
}

/** Has no login page: redirects at once with a code, so that pass-through can be tested. */
function authorize(request: Request, response: Response): void {
  const query = new URL(request.originalUrl, 'http://sandbox').searchParams;
  const target = query.get('redirect_uri') ?? '';
  if (!URL.canParse(target)) {
    response.status(400).type('text/plain').end('Missing required parameter: redirect_uri');
    return;
  }
  const location = new URL(target);
  location.searchParams.set('code', 'sandbox-code');
  const state = query.get('state');
  if (state !== null) location.searchParams.set('state', state);
  response.redirect(302, location.href);
}

function requestOf(request: Request, lifetime: number): TokenRequest {
  const body = bodyOf(request);
  return {
    body,
    credentials: clientCredentials(body, request.headers.authorization),
    ip: request.socket.remoteAddress ?? '127.0.0.1',
    lifetime,
  };
}

function bodyOf(request: Request): JsonObject {
  const raw: unknown = request.body;
  try {
    const body = readBody(Buffer.isBuffer(raw) ? raw : undefined, request.headers['content-type']);
    return isJsonObject(body) ? body : {};
  } catch {
    throw new OAuthError(400, 'invalid_request', 'Invalid request payload JSON format');
  }
}
