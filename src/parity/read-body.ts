import type { RecordedBody } from './recording.js';

/**
 * Reads a body as JSON or as a form if it can be parsed as one, otherwise as text; undefined if it is empty. JSON
 * with a number that JavaScript cannot represent is a text, so that it is sent unchanged.
 */
export function readBody(text: string, contentType: string | undefined): RecordedBody | undefined {
  if (text === '') return undefined;
  try {
    const json: unknown = JSON.parse(text);
    if (mayBeRounded.test(text) && text.replace(stringOrLong, toldWhereRounded) !== text) return { text };
    return mayOverflow.test(text) && !isFiniteAllOver(json) ? { text } : { json };
  } catch {
    if (!isForm(text, contentType)) return { text };
    return { form: [...new URLSearchParams(text)] };
  }
}

/**
 * Reads the body of an answer for comparison. A number that JavaScript cannot represent becomes a text that says
 * so: otherwise it would be rounded to its neighbour.
 */
export function readAnswer(text: string, contentType: string | undefined): RecordedBody | undefined {
  const told = mayBeRounded.test(text) ? text.replace(stringOrLong, toldWhereRounded) : text;
  return readBody(told === text || !isJson(told) ? text : told, contentType);
}

const mayBeRounded = /\d{16}/;
/** Long integers, and strings, so that digits in a string are skipped. */
const stringOrLong = /"[^"\\]*(?:\\.[^"\\]*)*"|(?<![\d.eE+-])-?\d{16,21}(?![\d.eE])/gs;

function toldWhereRounded(found: string): string {
  return found.startsWith('"') || String(Number(found)) === found ? found : `"${found} (a number)"`;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Matches every number beyond 1e308, and some others. */
const mayOverflow = /\d[eE]\+?\d{3}|(?<!\d)\d{210}/;

/** `JSON.stringify` would write an infinite number as null. */
function isFiniteAllOver(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  return typeof value !== 'object' || value === null || Object.values(value).every(isFiniteAllOver);
}

/** .NET and PHP send a form with its content type; scripts of the time did not always. */
function isForm(text: string, contentType: string | undefined): boolean {
  if (contentType !== undefined) return contentType.toLowerCase().includes('x-www-form-urlencoded');
  return /^[\w.-]+=[^\s]*$/.test(text);
}

/** The text to send for a recorded body. */
export function writeBody(body: RecordedBody | undefined): string | undefined {
  if (body === undefined) return undefined;
  if ('text' in body) return body.text;
  return 'json' in body ? JSON.stringify(body.json) : new URLSearchParams(body.form).toString();
}
