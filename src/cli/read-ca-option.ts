import { X509Certificate } from 'node:crypto';
import { rootCertificates } from 'node:tls';
import { extraAuthorities } from '../config/extra-authorities.js';
import { ParityError } from '../parity/parity-error.js';
import { readOptionFile } from './read-option-file.js';

/**
 * The CAs to trust, in PEM: that of `--ca` beside those that Node brings along or has from NODE_EXTRA_CA_CERTS, for it
 * would trust no other server than the one with that CA. Undefined without the option.
 *
 * @throws ParityError for a file that is no certificate: Node would ignore it
 */
export function readCaOption(path: string | undefined, extra = extraAuthorities()): string[] | undefined {
  const pem = readOptionFile(path);
  if (pem === undefined) return undefined;
  try {
    new X509Certificate(pem);
  } catch {
    throw new ParityError(`--ca: ${path ?? ''} does not hold a certificate in PEM.`);
  }
  return [...rootCertificates, ...extra, pem];
}
