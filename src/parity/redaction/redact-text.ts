import { createHmac } from 'node:crypto';
import { maskQuoted } from '../../observe/log/mask-quoted.js';
import { hasSecrets, openWords, recordedWords } from './secret-names.js';

/** Stands in place of a secret. */
export const redacted = '[redacted]';

// Each pattern reads a text only once: no attempt begins inside the text that another attempt has read.
/** A JWT, or its first part alone: a JSON object in Base64. */
const jwt = /\beyJ[\w-]{8,}(?:\.[\w-]*)*/g;
const bearer = /\b(bearer|basic)\s+[\w.~+/=-]{8,}/gi;
/** A private key in PEM, whatever it is called; without an end it goes on to the end of the text. */
const privateKey =
  /-----BEGIN [A-Z ]{0,32}PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]{0,32}PRIVATE KEY-----|$)/g;
/** The length of a name is limited, so that each attempt is short. */
const secretField = `(?!${openWords})[\\w.[\\]%-]{0,64}?(?:${recordedWords})[\\w.[\\]%-]{0,64}`;
/** In a URL, or in the first field of a form in a text, where `code` and `state` are words of an error. */
export const inQuery = new RegExp(
  `((?:[?&;#](?:${secretField}|code|state)=|(?<![^"'])${secretField}=(?!=)))[^&\\s"'<>]+`,
  'gi',
);
/** A password may contain an @: the last one ends it. */
const inUserinfo = /:\/\/[^/\s"']*@/g;
/** In a URL the @ and the + of an address may be percent-encoded; no match begins inside `%2B`. */
const address =
  /(?<![^\s/?&=:;"'<>,|()[\]%@]|%2B|%(?=2B))(?:[^\s/?&=:;"'<>,|()[\]%@]|%2B)+(?:@|%40)[\w-]+(?:\.[\w-]+)+/gi;

/** Ends each hashed e-mail address. */
export const hashedHost = '@hashed.invalid';

export type RedactText = (text: string) => string;

/** @param key HMAC key for e-mail addresses; undefined: addresses stay */
export function textRedaction(key: string | undefined): RedactText {
  const hash = (found: string): string => {
    const plain = found.replace('%40', '@').replaceAll(/%2B/gi, '+').toLowerCase();
    return plain.endsWith(hashedHost) || key === undefined
      ? found
      : `${createHmac('sha256', key).update(plain).digest('hex').slice(0, 20)}${hashedHost}`;
  };
  return (text) => {
    let left = text;
    if (left.includes('PRIVATE KEY')) left = left.replace(privateKey, redacted);
    if (left.includes('eyJ')) left = left.replace(jwt, redacted);
    if (left.includes('://')) left = left.replace(inUserinfo, `://${redacted}@`);
    if (left.includes('=')) left = left.replace(inQuery, `$1${redacted}`);
    if (left.includes(' ')) left = left.replace(bearer, `$1 ${redacted}`);
    left = maskQuoted(left, hasSecrets, redacted);
    if (key !== undefined && /@|%40/.test(left)) left = left.replace(address, hash);
    return left;
  };
}

/** Shorter secrets are no tokens, and occur inside ordinary words. */
const shortestEcho = 6;

/** Redacts the secrets of a path that the answer quotes (`Cannot DELETE /api/..`). */
export function withoutEchoes(text: RedactText, secrets: ReadonlySet<string>): RedactText {
  const long = [...secrets].filter((secret) => secret.length >= shortestEcho);
  const spelled = long.flatMap((secret) => [secret, encodeURIComponent(secret)]);
  return spelled.length === 0
    ? text
    : (input) => spelled.reduce((left, secret) => left.replaceAll(secret, redacted), text(input));
}
