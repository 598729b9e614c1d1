import { secretWords } from '../../observe/log/secret-words.js';

/** Secrets of recorded answers that log lines never have: links that act for a user, a client's certificate and key. */
export const recordedWords = `${secretWords}|passphrase|ticket|pkcs7`;
/** A field named just `key` is the signing key of a client. */
const secretKey = new RegExp(`${recordedWords}|^key$`, 'i');

/**
 * Names that look like secrets and are none: where and how to get tokens; a connection's rules for passwords and
 * signatures.
 */
export const openWords = '(?:token|authorization)[-_]?(?:type|url|endpoint)';
const openSettings =
  '(?:password[-_]?(?:policy|dictionary)|signature[-_]?algorithm|last[-_]?password[-_]?reset|auth_method)$';
const openKey = new RegExp(`^${openWords}|${openSettings}`, 'i');

export function isSecretName(name: string): boolean {
  return secretKey.test(name) && !openKey.test(name);
}

/** Every value under this name may be a secret: the credentials that rules and database scripts use elsewhere. */
export function isSecretBag(name: string): boolean {
  return /^configuration$/i.test(name);
}

/** For JSON with unclear ends or quotes, where the content of a bag cannot be told from what follows it. */
export function hasSecrets(name: string): boolean {
  return isSecretName(name) || isSecretBag(name);
}
