import { CompactEncrypt, exportJWK, exportSPKI, generateKeyPair, importJWK, SignJWT, type JWK } from 'jose';

type Json = Readonly<Record<string, unknown>>;

/** Makes tokens as an attacker could who has everything public, and keys of their own. */
export interface Forger {
  /** Signed by the forger's key, with any header. */
  signed(claims: Json, header?: Json): Promise<string>;
  /** The forger's own public key. */
  readonly jwk: JWK;
}

export async function createForger(): Promise<Forger> {
  const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true });
  return {
    jwk: await exportJWK(publicKey),
    signed: (claims, header = {}) =>
      new SignJWT(claims)
        .setProtectedHeader({ alg: 'RS256', typ: 'JWT', ...header })
        .sign(privateKey, { crit: { b64: true, exp: true, unknown: true } }),
  };
}

/** An HMAC with any secret. */
export function signedWithSecret(secret: Uint8Array, claims: Json, header: Json = {}): Promise<string> {
  return new SignJWT(claims).setProtectedHeader({ alg: 'HS256', typ: 'JWT', ...header }).sign(secret);
}

/** Assembled without any cryptography. */
export function assembled(header: Json, claims: Json, signature = ''): string {
  return [...[header, claims].map(encoded), signature].join('.');
}

/** A compact JWE whose content is what the header says, encrypted with a key that is not holdover's. */
export function encrypted(text: string, header: Json): Promise<string> {
  return new CompactEncrypt(Buffer.from(text))
    .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', ...header })
    .encrypt(new Uint8Array(32));
}

/** Every text and byte form of a public key. */
export async function spellingsOf(jwk: JWK): Promise<Uint8Array[]> {
  const { n = '', e = '' } = jwk;
  const pem = await exportSPKI(await importJWK({ kty: 'RSA', n, e }, 'RS256'));
  const der = Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ''), 'base64');
  const texts = [pem, pem.trim(), `${pem}\n`, JSON.stringify(jwk), JSON.stringify({ kty: 'RSA', n, e }), n];
  return [...texts.map((text) => Buffer.from(text)), der, Buffer.from(n, 'base64url')];
}

export function encoded(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
