import { isUtf8 } from 'node:buffer';
import { parseJson, unreadable } from './json-text.js';
import { nestFields } from './nest-fields.js';

const maxFields = 1_000;

/**
 * Parses a body as leniently as v1 did: forms, and JSON under any content type, by its first character if need be. An
 * empty body is no body, whatever its content type (ruby 4.13 sends such a DELETE).
 *
 * @throws GatewayError `body-unreadable`
 */
export function parseBody(bytes: Buffer, contentType: string | undefined): unknown {
  if (bytes.length === 0) return undefined;
  const { essence, charset } = readType(contentType);
  const text = decode(bytes, charset);
  if (text.trim() === '') return undefined;
  if (essence.includes('json')) return parseJson(text);
  // XDomainRequest and hand-written clients send no type or text/plain; curl sends everything as a form.
  if (/^\s*[[{]/.test(text)) return parseJson(text);
  if (essence === 'application/x-www-form-urlencoded') return parseForm(text, charset);
  throw unreadable('it is neither JSON nor a form');
}

/** In a form `+` is a space, unlike in a v1 query. */
function parseForm(text: string, charset: string): Record<string, unknown> {
  const fields = [...new URLSearchParams(escapedAsUtf8(text, charset))];
  if (fields.length > maxFields) throw unreadable(`it has more than ${maxFields} fields`);
  return nestFields(fields);
}

/**
 * Percent-escapes of a form are UTF-8, or else in the charset that it names (Apache's HttpClient for Java names
 * ISO-8859-1). `URLSearchParams` would put U+FFFD in place of such a letter, even in a password.
 */
function escapedAsUtf8(text: string, charset: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (run) => {
    const bytes = Buffer.from(run.replaceAll('%', ''), 'hex');
    return isUtf8(bytes) ? run : encodeURIComponent(decode(bytes, charset));
  });
}

/** The media type without parameters, and the charset (default `utf-8`), both in lower case. */
export function readType(contentType = ''): { essence: string; charset: string } {
  const [essence = ''] = contentType.split(';');
  const charset = /;\s*charset\s*=\s*"?([\w.:-]+)"?/i.exec(contentType)?.[1] ?? 'utf-8';
  return { essence: essence.trim().toLowerCase(), charset: charset.toLowerCase() };
}

function decode(bytes: Buffer, charset: string): string {
  if (charset === 'utf-8' || charset === 'utf8') {
    if (!isUtf8(bytes)) throw unreadable('it is not UTF-8');
    const text = bytes.toString('utf8');
    return text.startsWith('\ufeff') ? text.slice(1) : text;
  }
  try {
    const decoder = new TextDecoder(charset, { fatal: true });
    const text = decoder.decode(bytes);
    return decoder.encoding === 'windows-1252' ? withoutControls(text) : text;
  } catch {
    throw unreadable('its charset is unknown or wrong');
  }
}

/** The characters 0x80 to 0x9f of windows-1252; five of them are controls there, too. */
const windowsLetters = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

/** Node 20 decodes windows-1252 as ISO-8859-1, which has controls in the range 0x80 to 0x9f. */
function withoutControls(text: string): string {
  return text.replace(/[\x80-\x9f]/g, (letter) => windowsLetters.charAt(letter.charCodeAt(0) - 0x80));
}
