import type { RecordedBody } from './recording.js';

/** How a body is recorded: as JSON or a form if it can be read as one, else as text; absent if there is none. */
export function readBody(text: string, contentType: string | undefined): RecordedBody | undefined {
  if (text === '') return undefined;
  try {
    const json: unknown = JSON.parse(text);
    return mayOverflow.test(text) && !isFiniteAllOver(json) ? { text } : { json };
  } catch {
    if (!isForm(text, contentType)) return { text };
    return { form: [...new URLSearchParams(text)] };
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
