import type { TokenClaims, TokenReading } from './issuer.js';
import type { ApiCaller, Operation, World } from './operation.js';
import { V2Error } from './v2-error.js';

/**
 * Reads the Authorization header as v2 does. Messages: facts, section 4.
 *
 * @throws V2Error 401 without a header, 400 `Bearer` for anything that is not `Bearer <jwt>` (an opaque v1 token
 * gets this 400, not 401), 401 for a JWT that is expired, forged or meant for another API
 */
export async function readBearer(header: string | undefined, world: World): Promise<ApiCaller> {
  const { sub, azp, scope } = believed(await world.issuer.read(jwtIn(header), `${world.url}/api/v2/`));
  return {
    subject: sub ?? '',
    clientId: typeof azp === 'string' ? azp : '',
    scopes: new Set(typeof scope === 'string' ? scope.split(' ') : []),
  };
}

/**
 * The token of an Authorization header.
 *
 * @throws V2Error 401 without a header, 400 `Bearer` for anything that is not `Bearer <jwt>`
 */
export function jwtIn(header: string | undefined): string {
  if (header === undefined) {
    throw new V2Error(401, 'Missing authentication', {
      headers: { 'www-authenticate': 'Bearer' },
    });
  }
  const token = /^Bearer ([^. ]+\.[^. ]+\.[^. ]+)$/i.exec(header)?.[1];
  if (token === undefined) throw new V2Error(400, 'Bad HTTP authentication header format', 'Bearer');
  return token;
}

/**
 * The claims of a token.
 *
 * @throws V2Error 401 with a message for the token's fault
 */
export function believed(reading: TokenReading): TokenClaims {
  if (reading.fault === undefined) return reading.claims;
  throw unauthorized(faults[reading.fault]);
}

const faults = {
  expired: 'Expired token received for JSON Web Token validation',
  signature: 'Invalid signature received for JSON Web Token validation',
  claims: 'Invalid token',
} as const;

/**
 * Makes sure that the caller has one of the operation's scopes. A `current_user` scope only counts for the user's
 * own record.
 *
 * @throws V2Error 403 `insufficient_scope`, or 403 for another user's record
 */
export function checkScopes(caller: ApiCaller, operation: Operation, userId: string | undefined): void {
  const held = heldScopes(caller, operation.scopes);
  const ownOnly = held.every((scope) => scope.includes(':current_user'));
  if (ownOnly && userId !== undefined && userId !== caller.subject) {
    throw new V2Error(403, 'User to be acted on does not match subject in bearer token.');
  }
}

/**
 * The scopes in the list that the caller has.
 *
 * @throws V2Error 403 `insufficient_scope` if the caller has none of them
 */
export function heldScopes(caller: ApiCaller, scopes: readonly string[]): string[] {
  const held = scopes.filter((scope) => caller.scopes.has(scope));
  if (held.length > 0) return held;
  const expected = scopes.join(',');
  throw new V2Error(403, `Insufficient scope, expected any of: ${expected}`, 'insufficient_scope');
}

/** hapi's 401: the message is repeated in `attributes` and in the header (recorded in an issue, 2019). */
export function unauthorized(message: string): V2Error {
  return new V2Error(401, message, {
    headers: { 'www-authenticate': `Bearer error="${message}"` },
    attributes: { error: message },
  });
}
