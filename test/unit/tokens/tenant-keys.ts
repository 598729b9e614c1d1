import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK } from 'jose';

/** The claims of a JWT, valid or not. */
export type Claims = Readonly<Record<string, unknown>>;

export interface SigningPair {
  readonly kid: string;
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
  readonly jwk: JWK;
}

export async function signingPair(kid: string, alg = 'RS256'): Promise<SigningPair> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  return { kid, privateKey, publicKey, jwk: { ...(await exportJWK(publicKey)), kid, use: 'sig', alg } };
}

/** Signs any claims, under the pair's `kid` unless the header names another. */
export function signed(
  { kid, privateKey }: SigningPair,
  claims: Claims,
  header: Record<string, unknown> = {},
): Promise<string> {
  return new SignJWT(claims)
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid, ...header })
    .sign(privateKey, { crit: { known: true } });
}

/** A tenant's key set that counts how often it is read. */
export class FakeKeySet {
  reads = 0;
  answer: () => unknown;

  constructor(...pairs: readonly SigningPair[]) {
    this.answer = () => ({ keys: pairs.map(({ jwk }) => jwk) });
  }

  readonly read = (): Promise<unknown> => {
    this.reads += 1;
    return Promise.resolve().then(() => this.answer());
  };

  publish(...pairs: readonly SigningPair[]): void {
    this.answer = () => ({ keys: pairs.map(({ jwk }) => jwk) });
  }

  fail(error: Error): void {
    this.answer = () => {
      throw error;
    };
  }
}
