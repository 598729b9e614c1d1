/** Names of fields, form keys and query keys. `key` alone is a client's signing key. */
export const secretWords =
  'secret|passw|pwd|token|authorization|cookie|credential|bewit|signature|private|api[-_]?key|ticket|pkcs7';
const secretKey = new RegExp(`${secretWords}|^key$`, 'i');

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
