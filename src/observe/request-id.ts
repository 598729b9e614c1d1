import { randomUUID } from 'node:crypto';

const wellFormed = /^[A-Za-z0-9._-]{1,128}$/;

/**
 * The id of one request in log, answer and error.
 *
 * @param sent an `X-Request-Id` from a trusted proxy; undefined from anyone else
 */
export function requestId(sent?: string): string {
  return sent !== undefined && wellFormed.test(sent) ? sent : randomUUID();
}
