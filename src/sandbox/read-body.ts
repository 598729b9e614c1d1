import { isJsonObject } from './json-value.js';
import type { JsonValue } from './json-value.js';
import { V2Error } from './v2-error.js';

/**
 * Reads a request body: JSON, or a form, which the official OpenAPI allows everywhere. An empty body is `{}`.
 *
 * @throws V2Error 400 for malformed JSON (hapi's words)
 */
export function readBody(raw: Buffer | undefined, contentType: string | undefined): JsonValue {
  const text = raw?.toString('utf8') ?? '';
  if (text.trim() === '') return {};
  if (contentType?.startsWith('application/x-www-form-urlencoded') === true) {
    return Object.fromEntries(new URLSearchParams(text));
  }
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    throw new V2Error(400, 'Invalid request payload JSON format');
  }
}

/** The body for the record of calls: parsed if possible, otherwise the raw text; undefined without a body. */
export function bodyForRecord(raw: Buffer | undefined, contentType: string | undefined): unknown {
  if (raw === undefined || raw.length === 0) return undefined;
  try {
    const body = readBody(raw, contentType);
    return isJsonObject(body) || Array.isArray(body) ? body : raw.toString('utf8');
  } catch {
    return raw.toString('utf8');
  }
}
