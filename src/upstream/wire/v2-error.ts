import { STATUS_CODES } from 'node:http';
import { asJsonObject } from '../../syntax/json-object.js';

/** What can be said of a refusal by v2. */
export interface V2Refusal {
  /** `errorCode` of the Management API, or `error` of OAuth; often absent. */
  readonly code: string | undefined;
  /** v2's own sentence, never empty. It may quote what the client sent. */
  readonly message: string;
}

/** A code that may stand in a log line or in a metric's label. */
const codePattern = /^[\w.:-]{1,64}$/;

/**
 * Reads v2's error body, of the Management API (`{statusCode, error, message, errorCode}`) or of RFC 6749
 * (`{error, error_description}`). Any other body, such as the HTML page of a proxy, is told by its status alone: its
 * text is not for v1 clients.
 */
export function readV2Error(status: number, body: unknown): V2Refusal {
  const { errorCode, error, error_description, message, description, statusCode } = asJsonObject(body);
  // In v2's own shape `error` is the reason phrase, not a code.
  const word = errorCode ?? (statusCode === undefined ? error : undefined);
  return {
    code: typeof word === 'string' && codePattern.test(word) ? word : undefined,
    message: firstSentence(message, error_description, description) ?? fallback(status),
  };
}

function firstSentence(...candidates: unknown[]): string | undefined {
  return candidates.find((text): text is string => typeof text === 'string' && text.trim() !== '');
}

function fallback(status: number): string {
  if (status >= 300 && status < 400) return `It redirected (${status}), and holdover follows no redirects.`;
  return STATUS_CODES[status] ?? `Status ${status}`;
}
