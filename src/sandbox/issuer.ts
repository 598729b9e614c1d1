import { exportJWK, generateKeyPair, jwtVerify, SignJWT, errors } from 'jose';
import type { CryptoKey, JWK, JWTPayload } from 'jose';

const alg = 'RS256';

/** How a token failed. */
type TokenFault = 'expired' | 'signature' | 'claims';

/** What a token says, or why it was not believed. */
export type TokenReading =
  | { readonly claims: JWTPayload; readonly fault: undefined }
  | { readonly claims: undefined; readonly fault: TokenFault };

/** The tenant's signing key: makes and checks every JWT of the sandbox. The only user of jose here. */
export class Issuer {
  private constructor(
    /** `<url>/`, with the slash (official). */
    readonly issuer: string,
    private readonly now: () => number,
    private readonly keys: IssuerKeys,
  ) {}

  /** Makes a fresh 2048-bit key; takes some tens of milliseconds. */
  static async create(issuer: string, now: () => number): Promise<Issuer> {
    const { publicKey, privateKey } = await generateKeyPair(alg);
    const jwk = { ...(await exportJWK(publicKey)), kid: 'holdover-sandbox', use: 'sig', alg };
    return new Issuer(issuer, now, { publicKey, privateKey, jwk });
  }

  /** The body of `/.well-known/jwks.json`. */
  keySet(): { keys: JWK[] } {
    return { keys: [this.keys.jwk] };
  }

  /** Signs claims; `iss`, `iat` and `exp` are added. `lifetime` in seconds. */
  async sign(claims: JWTPayload, lifetime: number): Promise<string> {
    const issuedAt = Math.floor(this.now() / 1000);
    return new SignJWT(claims)
      .setProtectedHeader({ alg, typ: 'JWT', kid: this.keys.jwk.kid ?? '' })
      .setIssuer(this.issuer)
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + lifetime)
      .sign(this.keys.privateKey);
  }

  /** Reads a token meant for the audience; undefined accepts any. */
  async read(token: string, audience: string | undefined): Promise<TokenReading> {
    try {
      const { payload } = await jwtVerify(token, this.keys.publicKey, {
        algorithms: [alg],
        issuer: this.issuer,
        currentDate: new Date(this.now()),
        ...(audience === undefined ? {} : { audience }),
      });
      return { claims: payload, fault: undefined };
    } catch (error) {
      if (error instanceof errors.JWTExpired) return failed('expired');
      return failed(error instanceof errors.JWTClaimValidationFailed ? 'claims' : 'signature');
    }
  }
}

interface IssuerKeys {
  readonly publicKey: CryptoKey;
  readonly privateKey: CryptoKey;
  readonly jwk: JWK;
}

function failed(fault: TokenFault): TokenReading {
  return { claims: undefined, fault };
}
