import { createPrivateKey, X509Certificate } from 'node:crypto';
import { ConfigError } from './config-error.js';
import { readTextFile } from './read-text-file.js';

/** What a TLS server needs, in PEM. */
export interface TlsPems {
  readonly cert: string;
  readonly key: string;
}

/**
 * The protocols that a TLS server for v1 clients offers (ALPN), best first. libcurl 7.88 to 8.4 offers `http/1.0`
 * alone when told to speak HTTP/1.0, as by WordPress; without a common protocol the handshake fails.
 */
export const spokenOverTls = ['http/1.1', 'http/1.0'];

interface PemKey {
  readonly name: string;
  readonly expected: string;
}

const environmentKeys = { cert: 'HOLDOVER_TLS_CERT_FILE', key: 'HOLDOVER_TLS_KEY_FILE' };

/**
 * Reads and checks a certificate and its key, so that a bad pair never replaces a good one.
 *
 * @param names the keys that gave the files, for the messages
 * @throws ConfigError
 */
export function readTlsFiles(certFile: string, keyFile: string, names = environmentKeys): TlsPems {
  const certKey = { name: names.cert, expected: 'a certificate in PEM' };
  const keyKey = { name: names.key, expected: 'a private key in PEM without a passphrase' };
  const cert = readPem(certFile, certKey, (pem) => new X509Certificate(pem));
  const key = readPem(keyFile, keyKey, (pem) => createPrivateKey(pem));
  const mistakes = [cert, key].flatMap(({ mistake }) => (mistake === undefined ? [] : [mistake]));
  if (cert.value === undefined || key.value === undefined) throw new ConfigError(mistakes);
  if (!cert.value.checkPrivateKey(key.value)) {
    throw new ConfigError([
      `${keyKey.name}: ${keyFile} is not the private key of the certificate in ${certFile}`,
    ]);
  }
  return { cert: cert.pem, key: key.pem };
}

function readPem<T>(
  path: string,
  { name, expected }: PemKey,
  parse: (pem: string) => T,
): { pem: string; value?: T; mistake?: string } {
  let pem = '';
  try {
    pem = readTextFile(path);
  } catch (error) {
    return { pem, mistake: `${name}: ${path} ${(error as Error).message}` };
  }
  try {
    return { pem, value: parse(pem) };
  } catch {
    return { pem, mistake: `${name}: ${path} does not hold ${expected}` };
  }
}
