import { GatewayError } from '../errors/gateway-error.js';
import { asJsonObject } from '../syntax/json-object.js';
import { readJwt } from './jwt.js';
import { readScopes, scopesOf } from './read-scopes.js';

/**
 * Posts a grant to the upstream `/oauth/token`. Resolves for every status.
 *
 * @throws GatewayError `upstream-unreachable`, `upstream-lost`, `upstream-timeout`, `upstream-unreadable`
 */
export type TokenExchange = (
  form: Record<string, string>,
) => Promise<{ status: number; body: unknown; retryAfterS?: number }>;

export interface Granted {
  readonly kind: 'granted';
  readonly token: string;
  /** Undefined where neither the token nor the answer tells its scopes. */
  readonly scopes: ReadonlySet<string> | undefined;
  /** Lifetime in seconds, counted from before the request. */
  readonly livesS: number;
}

/** The tenant refuses these credentials. */
export interface Refused {
  readonly kind: 'refused';
  readonly status: number;
  /** The `error` of RFC 6749 section 5.2. */
  readonly word: string | undefined;
  /** The reason, where the tenant's description tells one. */
  readonly reason: RefusalReason | undefined;
}

export type RefusalReason = 'client-unknown' | 'grant-missing' | 'grant-type' | 'audience-unknown';

export type Grant = Granted | Refused;

/** Seconds. RFC 6749 section 5.1 only recommends `expires_in`. */
const lifeWithoutExpiresIn = 300;
const wordPattern = /^[\w.:-]{1,64}$/;
/** Auth0's descriptions, as quoted in recordings and issues. */
const reasons: readonly (readonly [RefusalReason, RegExp])[] = [
  ['client-unknown', /\bunknown client\b|\bclient (?:was |is )?(?:not found|unknown|does not exist)\b/i],
  ['grant-missing', /\bclient-grant\b|\bnot authorized to access\b|\bnot been granted\b/i],
  ['grant-type', /\bgrant type\b/i],
  ['audience-unknown', /\binvalid audience\b|\bservice not (?:enabled|found)\b/i],
];

/**
 * Reads the answer of the token endpoint. The description of a refusal only serves to find its reason.
 *
 * @throws GatewayError `upstream-refused` for 3xx, 429 and 5xx, which say nothing about the credentials
 * @throws GatewayError `upstream-unreadable` for a 2xx without a usable token
 */
export function readGrant({ status, body, retryAfterS }: Awaited<ReturnType<TokenExchange>>): Grant {
  const { access_token, scope, expires_in, error, error_description } = asJsonObject(body);
  const word = typeof error === 'string' && wordPattern.test(error) ? error : undefined;
  if (status >= 200 && status < 300) {
    if (typeof access_token !== 'string' || !/^[\x21-\x7e]+$/.test(access_token)) {
      throw new GatewayError('upstream-unreadable');
    }
    const scopes = scopesOf(readJwt(access_token)?.payload ?? {}) ?? readScopes(scope);
    return { kind: 'granted', token: access_token, scopes, livesS: readLife(expires_in) };
  }
  if (status < 400 || status === 429 || status >= 500) {
    throw new GatewayError('upstream-refused', {
      upstreamStatus: status,
      message: word ?? `status ${status} at its token endpoint`,
      upstreamCode: word,
      retryAfterS,
    });
  }
  return { kind: 'refused', status, word, reason: readReason(status, error_description) };
}

/** @throws GatewayError `upstream-token-refused` */
export function granted(grant: Grant): Granted {
  if (grant.kind === 'granted') return grant;
  throw tokenRefused(grant);
}

/** The error for a refusal. A v1 client and the log see only the error word and the note on a missing grant. */
export function tokenRefused({ status, word, reason }: Refused): GatewayError {
  const told = word ?? `status ${status}`;
  return new GatewayError('upstream-token-refused', {
    upstreamStatus: status,
    message: reason === 'grant-missing' ? `${told}, for it has no grant for the Management API` : told,
    upstreamCode: word,
  });
}

function readReason(status: number, description: unknown): RefusalReason | undefined {
  if (status === 404) return 'client-unknown';
  if (typeof description !== 'string') return undefined;
  return reasons.find(([, pattern]) => pattern.test(description))?.[0];
}

/** Some servers write the number as a string. */
function readLife(value: unknown): number {
  const life = typeof value === 'string' ? Number(value) : value;
  return typeof life === 'number' && Number.isFinite(life) && life > 0 ? life : lifeWithoutExpiresIn;
}
