import { webcrypto } from 'node:crypto';
import type * as X509 from '@peculiar/x509';

/**
 * All in PEM. The CA's key is thrown away, so that nobody can sign anything else that a user of the demo would trust.
 */
export interface DemoCertificate {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

const { subtle } = webcrypto;
/** RSA and SHA-256: mono and the .NET Framework of v1's time support nothing newer. */
const algorithm = {
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  publicExponent: new Uint8Array([1, 0, 1]),
  modulusLength: 2048,
};
const day = 86_400_000;
/** Some platforms refuse server certificates with a longer life, even from a private CA. */
const lifeMs = 820 * day;

/** Makes a CA and a certificate signed by it for localhost, 127.0.0.1 and ::1. Takes a few hundred milliseconds. */
export async function createDemoCertificate(now = Date.now()): Promise<DemoCertificate> {
  // Loaded on demand: it takes as long as the rest of the start.
  const x509 = await import('@peculiar/x509');
  x509.cryptoProvider.set(webcrypto);
  const [caKeys, keys] = await Promise.all([newKeys(), newKeys()]);
  const life = { notBefore: new Date(now - day), notAfter: new Date(now + lifeMs) };
  const issuer = 'CN=holdover demo CA, O=holdover';
  const ca = await x509.X509CertificateGenerator.createSelfSigned({
    ...life,
    name: issuer,
    keys: caKeys,
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(caKeys.publicKey),
    ],
  });
  const cert = await x509.X509CertificateGenerator.create({
    ...life,
    subject: 'CN=localhost, O=holdover',
    issuer,
    publicKey: keys.publicKey,
    signingKey: caKeys.privateKey,
    signingAlgorithm: algorithm,
    extensions: await serverExtensions(x509, ca, keys.publicKey),
  });
  const pkcs8 = await subtle.exportKey('pkcs8', keys.privateKey);
  return { ca: pem(ca), cert: pem(cert), key: `${x509.PemConverter.encode(pkcs8, 'PRIVATE KEY')}\n` };
}

async function serverExtensions(x509: typeof X509, ca: X509.X509Certificate, publicKey: webcrypto.CryptoKey) {
  const { digitalSignature, keyEncipherment } = x509.KeyUsageFlags;
  return [
    new x509.BasicConstraintsExtension(false, undefined, true),
    new x509.KeyUsagesExtension(digitalSignature | keyEncipherment, true),
    new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
    new x509.SubjectAlternativeNameExtension([
      { type: 'dns', value: 'localhost' },
      { type: 'ip', value: '127.0.0.1' },
      { type: 'ip', value: '::1' },
    ]),
    await x509.SubjectKeyIdentifierExtension.create(publicKey),
    await x509.AuthorityKeyIdentifierExtension.create(ca.publicKey),
  ];
}

function newKeys(): Promise<webcrypto.CryptoKeyPair> {
  return subtle.generateKey(algorithm, true, ['sign', 'verify']);
}

function pem(certificate: X509.X509Certificate): string {
  return `${certificate.toString('pem')}\n`;
}
