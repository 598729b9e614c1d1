import { createLocalJWKSet, decodeJwt, exportJWK, generateKeyPair, jwtVerify, SignJWT, errors } from 'jose';
import type { CryptoKey, JWK, JWTPayload, JWTVerifyOptions } from 'jose';

const alg = 'RS256';

/** Why a token is not valid. */
type TokenFault = 'expired' | 'signature' | 'claims';

/** The claims of a token. */
export type TokenClaims = JWTPayload;

/** The claims of a valid token, or why it is not valid. */
export type TokenReading =
  | { readonly claims: JWTPayload; readonly fault: undefined }
  | { readonly claims: undefined; readonly fault: TokenFault };

/** The tenant's signing keys: signs and verifies every JWT of the sandbox. The only user of jose here. */
export class Issuer {
  private constructor(
    /** `<url>/`, with the slash (official). */
    readonly issuer: string,
    private readonly now: () => number,
    /** The first key signs. */
    private readonly keys: [SigningKey, ...SigningKey[]],
  ) {}

  /** Makes a fresh 2048-bit key; takes some tens of milliseconds. */
  static async create(issuer: string, now: () => number): Promise<Issuer> {
    return new Issuer(issuer, now, [await makeKey('holdover-sandbox')]);
  }

  /** Adds a new key that signs from now on; tokens signed with older keys stay valid. */
  async rotate(): Promise<void> {
    this.keys.unshift(await makeKey(`holdover-sandbox-${this.keys.length + 1}`));
  }

  /** The body of `/.well-known/jwks.json`. */
  keySet(): { keys: JWK[] } {
    return { keys: this.keys.map(({ jwk }) => jwk) };
  }

  /** Signs claims; adds `iss`, `iat` and `exp` if they are missing. `lifetime` in seconds. */
  sign(claims: JWTPayload, lifetime: number): Promise<string> {
    const [{ jwk, privateKey }] = this.keys;
    return this.unsigned(claims, lifetime)
      .setProtectedHeader({ alg, typ: 'JWT', kid: jwk.kid ?? '' })
      .sign(privateKey);
  }

  /** Signs the same for a client with `jwt_configuration.alg` HS256. */
  signWithSecret(claims: JWTPayload, lifetime: number, secret: Uint8Array): Promise<string> {
    return this.unsigned(claims, lifetime).setProtectedHeader({ alg: 'HS256', typ: 'JWT' }).sign(secret);
  }

  /** Verifies a token for this audience; undefined accepts any audience. */
  async read(token: string, audience: string | undefined): Promise<TokenReading> {
    const keys = createLocalJWKSet(this.keySet());
    const claims = { issuer: this.issuer, ...(audience === undefined ? {} : { audience }) };
    return reading(() => jwtVerify(token, keys, { ...this.options(alg), ...claims }));
  }

  /** Verifies an HS256 token made with this secret; undefined accepts any issuer. */
  async readWithSecret(token: string, secret: Uint8Array, issuer?: string): Promise<TokenReading> {
    const claims = issuer === undefined ? {} : { issuer };
    return reading(() => jwtVerify(token, secret, { ...this.options('HS256'), ...claims }));
  }

  /** The claims of a token that is not verified; undefined if it is not a JWT. */
  claimsOf(token: string): TokenClaims | undefined {
    try {
      return decodeJwt(token);
    } catch {
      return undefined;
    }
  }

  private options(algorithm: string): JWTVerifyOptions {
    return { algorithms: [algorithm], currentDate: new Date(this.now()) };
  }

  private unsigned(claims: JWTPayload, lifetime: number): SignJWT {
    const iat = Math.floor(this.now() / 1000);
    return new SignJWT({ iss: this.issuer, iat, exp: iat + lifetime, ...claims });
  }
}

interface SigningKey {
  readonly privateKey: CryptoKey;
  readonly jwk: JWK;
}

async function makeKey(kid: string): Promise<SigningKey> {
  const { publicKey, privateKey } = await generateKeyPair(alg);
  return { privateKey, jwk: { ...(await exportJWK(publicKey)), kid, use: 'sig', alg } };
}

async function reading(verify: () => Promise<{ payload: JWTPayload }>): Promise<TokenReading> {
  try {
    const { payload } = await verify();
    return { claims: payload, fault: undefined };
  } catch (error) {
    if (error instanceof errors.JWTExpired) return failed('expired');
    return failed(error instanceof errors.JWTClaimValidationFailed ? 'claims' : 'signature');
  }
}

function failed(fault: TokenFault): TokenReading {
  return { claims: undefined, fault };
}
