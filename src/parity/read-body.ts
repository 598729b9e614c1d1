import type { RecordedBody } from './recording.js';

/**
 * How a body is recorded: as JSON or a form if it can be read as one, else as text; absent if there is none. JSON with a
 * number that JavaScript cannot hold is a text, which goes out again as it came.
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
 * The same of an answer, which is compared: a number that JavaScript cannot hold stands there as a text that says so,
 * for it would read as its neighbour.
 */
export function readAnswer(text: string, contentType: string | undefined): RecordedBody | undefined {
  const told = mayBeRounded.test(text) ? text.replace(stringOrLong, toldWhereRounded) : text;
  return readBody(told === text || !isJson(told) ? text : told, contentType);
}

const mayBeRounded = /\d{16}/;
/** A number that long is either; what stands in a text is none. */
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

/** Finds every number beyond 1e308, and some others. */
const mayOverflow = /\d[eE]\+?\d{3}|(?<!\d)\d{210}/;

/** What is infinite would be written, and compared, as null. */
function isFiniteAllOver(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  return typeof value !== 'object' || value === null || Object.values(value).every(isFiniteAllOver);
}

/** .NET's and PHP's forms carry their type, but scripts of the time did not always. */
function isForm(text: string, contentType: string | undefined): boolean {
  if (contentType !== undefined) return contentType.toLowerCase().includes('x-www-form-urlencoded');
  return /^[\w.-]+=[^\s]*$/.test(text);
}

/** The text that goes over the wire for a recorded body. */
export function writeBody(body: RecordedBody | undefined): string | undefined {
  if (body === undefined) return undefined;
  if ('text' in body) return body.text;
  return 'json' in body ? JSON.stringify(body.json) : new URLSearchParams(body.form).toString();
}
