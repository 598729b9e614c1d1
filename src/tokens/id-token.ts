import { errors, jwtVerify, type CryptoKey } from 'jose';
import { GatewayError } from '../errors/gateway-error.js';
import type { Jwt } from './jwt.js';
import type { KeySet } from './key-set.js';
import type { LegacyClient } from './legacy-client.js';

/** Claims of a verified id_token. */
export interface IdToken {
  readonly userId: string;
  /** The `jti`; empty where the token has none. */
  readonly id: string;
  /** Seconds since the epoch; 0 where the token has no `iat`. */
  readonly issuedAt: number;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** The keys that may have made a signature. */
export interface Keys {
  /** The signature must verify with one of them. */
  readonly candidates: readonly (CryptoKey | Uint8Array)[];
  /** Differs for different keys. */
  readonly print: string;
}

export interface Expected {
  readonly keys: Keys;
  readonly issuers: readonly string[];
  readonly clientId: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** Tolerated clock skew between the tenant and this machine, in seconds. */
export const skewS = 60;

/** RFC 7515 section 4.1: header fields that bring or name a key, and `crit`. */
const refusedHeaders = ['crit', 'jku', 'jwk', 'x5c', 'x5u'];
/** Bytes. RFC 7518 section 3.2: a shorter secret could be guessed from a token. */
const shortestSecret = 32;

/**
 * The keys that the token's algorithm allows: the tenant's key set for RS256, the clients file for HS256, never
 * mixed.
 *
 * @throws what `KeySet.find` throws
 */
export async function keysFor(
  { header: { alg, kid } }: Jwt,
  { clientSecret }: LegacyClient,
  keySet: KeySet,
): Promise<Keys> {
  if (alg === 'RS256' && kid !== undefined) {
    const found = await keySet.find(kid);
    if (found !== undefined) return { candidates: [found.key], print: found.modulus };
  }
  if (alg === 'HS256' && clientSecret !== undefined) {
    return { candidates: secretsOf(clientSecret), print: clientSecret };
  }
  return { candidates: [], print: '' };
}

/** @throws GatewayError `token-invalid`; `token-expired` only for a genuine token */
export async function verifyIdToken(
  { text, header }: Jwt,
  { keys, issuers, clientId, now }: Expected,
): Promise<IdToken> {
  let refusal = new GatewayError('token-invalid');
  // Other JWTs of the tenant, such as logout tokens, may have the same audience; they differ in `typ`.
  const isOther = header.typ !== undefined && header.typ.toLowerCase() !== 'jwt';
  if (isOther || refusedHeaders.some((name) => Object.hasOwn(header, name))) throw refusal;
  for (const key of keys.candidates) {
    try {
      const { payload } = await jwtVerify(text, key, {
        algorithms: ['RS256', 'HS256'],
        issuer: [...issuers],
        audience: clientId,
        requiredClaims: ['sub', 'exp'],
        clockTolerance: skewS,
        currentDate: new Date(now),
      });
      const { sub = '', jti = '', iat = 0, exp = 0 } = payload;
      if (sub !== '') return { userId: sub, id: jti, issuedAt: iat, expiresAt: exp * 1000 };
    } catch (error) {
      if (error instanceof errors.JWTExpired) refusal = new GatewayError('token-expired');
    }
  }
  throw refusal;
}

/** v1's secrets were base64url of the key, unless the client had `jwtConfiguration.secretNotEncoded`. */
function secretsOf(secret: string): Uint8Array[] {
  const decoded = /^[\w-]+={0,2}$/.test(secret) ? [Buffer.from(secret, 'base64url')] : [];
  return [...decoded, Buffer.from(secret)].filter(({ length }) => length >= shortestSecret);
}
