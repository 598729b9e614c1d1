const masked = '[redacted]';

const secretKey = /secret|passw|token|authorization|cookie|credential|bewit|signature|private|api_?key/i;

/** What may stand where a secret would, without being one. */
const patterns: readonly (readonly [RegExp, string])[] = [
  // JWS and JWE in compact form: base64url of `{"` comes first.
  [/eyJ[\w-]+(?:\.[\w-]*)+/g, masked],
  [/\b(bearer|basic)\s+[\w.~+/=-]+/gi, `$1 ${masked}`],
  [
    /([?&;\s]|^)((?:access_token|id_token|refresh_token|client_secret|password|code|bewit|ticket|state)=)[^&\s"']+/gi,
    `$1$2${masked}`,
  ],
  // Credentials in a URL, e.g. redis://user:password@host.
  [/:\/\/[^/@\s"']*@/g, `://${masked}@`],
  // Client secrets and opaque tokens: long runs with letters and digits in them.
  [/(?=[\w-]*\d)(?=[\w-]*[A-Za-z])[\w-]{40,}/g, masked],
];

/** Masks whatever is shaped like a token, or stands where one belongs. Pure. */
export function redactText(text: string): string {
  // Nothing that must be masked is shorter than this.
  if (text.length < 8) return text;
  return patterns.reduce((left, [pattern, by]) => left.replace(pattern, by), text);
}

/** Masks a value and all that is inside it; under a secret-looking key everything but a flag or a number. Pure. */
export function redact(value: unknown, key = '', depth = 0): unknown {
  if (value === null || value === undefined || typeof value === 'boolean' || typeof value === 'number')
    return value;
  if (secretKey.test(key)) return masked;
  if (typeof value === 'string') return redactText(value);
  if (typeof value !== 'object') return typeof value;
  if (depth > 4) return '[deep]';
  if (Array.isArray(value)) return value.map((item) => redact(item, '', depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, redact(inner, name, depth + 1)]),
  );
}
