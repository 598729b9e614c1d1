import { secretWords } from '../observe/secret-words.js';

/** What a log line never has and a recorded answer does: links that act for a user, and a client's certificate with its key. */
export const recordedWords = `${secretWords}|ticket|pkcs7`;
/** `key` alone is a client's signing key. */
const secretKey = new RegExp(`${recordedWords}|^key$`, 'i');

/** Named like a secret, and none: where tokens are got, and how; what a connection asks of passwords and signatures. */
export const openWords = '(?:token|authorization)[-_]?(?:type|url|endpoint)';
const openSettings =
  '(?:password[-_]?(?:policy|dictionary)|signature[-_]?algorithm|last[-_]?password[-_]?reset|auth_method)$';
const openKey = new RegExp(`^${openWords}|${openSettings}`, 'i');

export function isSecretName(name: string): boolean {
  return secretKey.test(name) && !openKey.test(name);
}

/** Under these names every value may be one: what rules and database scripts are given to log in elsewhere. */
export function isSecretBag(name: string): boolean {
  return /^configuration$/i.test(name);
}
