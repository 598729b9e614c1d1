import { X509Certificate } from 'node:crypto';
import { ParityError } from '../parity/parity-error.js';
import { readOptionFile } from './read-option-file.js';

/** The PEM of `--ca`; undefined without it. Node would trust nobody by a file of anything else, and say nothing. @throws ParityError */
export function readCaOption(path: string | undefined): string | undefined {
  const pem = readOptionFile(path);
  if (pem === undefined) return undefined;
  try {
    new X509Certificate(pem);
  } catch {
    throw new ParityError(`--ca: ${path ?? ''} does not hold a certificate in PEM.`);
  }
  return pem;
}
