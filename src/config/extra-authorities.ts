import { readFileSync } from 'node:fs';

/**
 * The CAs of NODE_EXTRA_CA_CERTS, in PEM. Node trusts them beside its own until it is given a list. A file that cannot
 * be read holds none: Node warns of it at its start.
 */
export function extraAuthorities(
  { NODE_EXTRA_CA_CERTS: path = '' }: NodeJS.ProcessEnv = process.env,
): string[] {
  if (path === '') return [];
  try {
    return [readFileSync(path, 'utf8')];
  } catch {
    return [];
  }
}
