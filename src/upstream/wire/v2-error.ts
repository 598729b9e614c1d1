import { STATUS_CODES } from 'node:http';

/** What can be said of a refusal of v2. */
export interface V2Refusal {
  readonly status: number;
  /** `errorCode` of the Management API, or `error` of OAuth; often absent. */
  readonly code: string | undefined;
  /** v2's own sentence, never empty. It may quote what the client sent. */
  readonly message: string;
}

/** What may stand in a log line or a metric's label. */
const codePattern = /^[\w.:-]{1,64}$/;

/**
 * Reads v2's error body: `{statusCode, error, message, errorCode}` of the Management API or
 * `{error, error_description}` of RFC 6749. Anything else, such as the HTML page of something in between, is
 * told by its status alone: a stranger's text is not for v1 clients.
 */
export function readV2Error(status: number, body: unknown): V2Refusal {
  const { errorCode, error, error_description, message, description, statusCode } = asRecord(body);
  // In v2's own shape `error` is the reason phrase, which is no code.
  const word = errorCode ?? (statusCode === undefined ? error : undefined);
  return {
    status,
    code: typeof word === 'string' && codePattern.test(word) ? word : undefined,
    message: firstSentence(message, error_description, description) ?? fallback(status),
  };
}

function asRecord(body: unknown): Record<string, unknown> {
  return typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
}

function firstSentence(...candidates: unknown[]): string | undefined {
  return candidates.find((text): text is string => typeof text === 'string' && text.trim() !== '');
}

function fallback(status: number): string {
  if (status >= 300 && status < 400) return `It redirected (${status}), and holdover follows no redirects.`;
  return STATUS_CODES[status] ?? `Status ${status}`;
}
