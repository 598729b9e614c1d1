import { errors, jwtVerify, type CryptoKey } from 'jose';
import { GatewayError } from '../errors/gateway-error.js';
import type { Jwt } from './jwt.js';
import type { KeySet } from './key-set.js';
import type { LegacyClient } from './legacy-client.js';

/** What a verified id_token says. */
export interface IdToken {
  readonly userId: string;
  /** The `jti`; empty where it has none. */
  readonly id: string;
  /** Seconds since the epoch; 0 where it does not say. */
  readonly issuedAt: number;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** What a signature may be made with. */
export interface Keys {
  /** One of them must fit. */
  readonly candidates: readonly (CryptoKey | Uint8Array)[];
  /** Another one where the keys are others. */
  readonly print: string;
}

export interface Expected {
  readonly keys: Keys;
  readonly issuers: readonly string[];
  readonly clientId: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** Seconds that the tenant's clock and this machine's may be apart. */
export const skewS = 60;

/** RFC 7515 section 4.1: a key that the token brings along, and what must be understood. */
const refusedHeaders = ['crit', 'jku', 'jwk', 'x5c', 'x5u'];
/** RFC 7518 section 3.2: a shorter secret could be guessed from a token. */
const shortestSecret = 32;

/**
 * The keys that the token's algorithm allows: of the tenant's set for RS256, of the clients file for HS256, and
 * never one in place of the other.
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

/** @throws GatewayError `token-invalid`, `token-expired` for a genuine one only */
export async function verifyIdToken(
  { text, header }: Jwt,
  { keys, issuers, clientId, now }: Expected,
): Promise<IdToken> {
  let refusal = new GatewayError('token-invalid');
  // Of the tenant's other JWTs some are for the same client, as a logout token is: those say so in `typ`.
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

/** v1's secrets were base64url of the key, unless the client's `jwtConfiguration.secretNotEncoded` said otherwise. */
function secretsOf(secret: string): Uint8Array[] {
  const decoded = /^[\w-]+={0,2}$/.test(secret) ? [Buffer.from(secret, 'base64url')] : [];
  return [...decoded, Buffer.from(secret)].filter(({ length }) => length >= shortestSecret);
}
