import { maskAssigned, maskQuoted } from './mask-quoted.js';
import { secretWords } from './secret-words.js';

const masked = '[redacted]';
/** Characters; nobody reads more of one field, and the patterns look at no more. */
const longest = 4_096;

const secretKey = new RegExp(secretWords, 'i');

// Every pattern is linear in the length of the text, which an attacker may choose.
const bearer = /\b(bearer|basic)\s+[\w.~+/=-]+/gi;
/** In a query or a form; elsewhere `code`, `ticket`, `state` are words of an error. Short names keep each try short. */
const parameter = new RegExp(
  `([?&;\\s]|^)((?:[\\w.[\\]%-]{0,64}?(?:${secretWords})[\\w.[\\]%-]{0,64}|code|ticket|state)=)[^&\\s"'>]+`,
  'gi',
);
/** Credentials in a URL, e.g. redis://user:password@host. A password may have an @, too, so the last one counts. */
const userinfo = /:\/\/[^/\s"']*@/g;

/** A short text without any of these, as most fields of most lines, is left as it is by all patterns below. */
const suspicious = /=|:\/\/|["'`]|eyJ|(?:bearer|basic)\s/i;
const shortestSecret = 40;

/** Masks whatever looks like a token, or stands where one belongs. Pure. */
export function redactText(text: string): string {
  if (text.length < shortestSecret && !suspicious.test(text)) return text;
  const whole = text.length > longest ? `${text.slice(0, longest)} [cut]` : text;
  let left = whole.replace(bearer, `$1 ${masked}`);
  if (left.includes('=')) left = left.replace(parameter, `$1$2${masked}`);
  if (left.includes('://')) left = left.replace(userinfo, `://${masked}@`);
  left = maskAssigned(maskQuoted(left, isSecretName, masked), isSecretName, masked);
  return left.replace(/[\w.-]{8,}/g, redactWord);
}

/** Masks a value and all that is inside it; under a secret-looking key everything but a flag or a number. Pure. */
export function redact(value: unknown, key = '', depth = 0): unknown {
  if (value === null || value === undefined || typeof value === 'boolean' || typeof value === 'number') {
    return value;
  }
  if (isSecretName(key)) return masked;
  if (typeof value === 'string') return redactText(value);
  if (typeof value !== 'object') return typeof value;
  if (depth > 4) return '[deep]';
  if (Array.isArray(value)) {
    const masked = value.map((item) => redact(item, '', depth + 1));
    return masked.some((item, at) => item !== value[at]) ? masked : value;
  }
  return redactFields(value as Readonly<Record<string, unknown>>, depth + 1);
}

/** Masks the fields of a line. Nearly always there is nothing to mask, and it returns the same object. */
export function redactLine(fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  // Costs half as much as Object.keys, which makes an array for each line.
  for (const name in fields) if (redact(fields[name], name) !== fields[name]) return redactFields(fields, 1);
  return fields;
}

function redactFields(fields: Readonly<Record<string, unknown>>, depth: number): Record<string, unknown> {
  const masked: Record<string, unknown> = {};
  for (const name of Object.keys(fields)) {
    // No line has a field of this name, and setting it would set a prototype.
    if (name !== '__proto__') masked[name] = redact(fields[name], name, depth);
  }
  return masked;
}

function isSecretName(name: string): boolean {
  return secretKey.test(name);
}

function redactWord(word: string): string {
  // JWS and JWE in compact form begin with the base64url of `{"`.
  const jose = word.indexOf('eyJ');
  if (jose !== -1 && word.includes('.', jose)) return `${word.slice(0, jose)}${masked}`;
  if (word.length < shortestSecret) return word;
  return word
    .split('.')
    .map((part) => (isOpaque(part) ? masked : part))
    .join('.');
}

/** Client secrets and opaque tokens: long runs with letters and digits in them. */
function isOpaque(part: string): boolean {
  return part.length >= shortestSecret && /\d/.test(part) && /[A-Za-z]/.test(part);
}
