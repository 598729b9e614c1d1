import { GatewayError } from '../errors/gateway-error.js';
import type { WireRequest } from './wire/call.js';
import { withinDeadline } from './deadline.js';
import { readFormAnswer } from './wire/read-answer.js';
import type { Send } from './send.js';
import { userAgent } from './wire/user-agent.js';

/**
 * Reads the keys that the tenant publishes (RFC 7517 section 5), as parsed JSON that is not validated.
 *
 * @throws GatewayError `upstream-unreachable`, `upstream-lost`, `upstream-timeout`, `upstream-unreadable` (anything but a
 *   200 with JSON of up to 64 KiB; a redirect is not followed)
 */
export type KeySetReader = () => Promise<unknown>;

/** A tenant has two or three keys of 3 KB each. */
const maxAnswerBytes = 64 * 1024;

/** Asks for the key set. */
export function keySetRequest(prefix: string): WireRequest {
  return {
    method: 'GET',
    path: `${prefix}/.well-known/jwks.json`,
    headers: { accept: 'application/json', 'user-agent': userAgent },
    body: undefined,
  };
}

export function createKeySetReader(
  send: Send,
  { prefix, timeoutMs }: { readonly prefix: string; readonly timeoutMs: number },
): KeySetReader {
  const request = { ...keySetRequest(prefix), maxAnswerBytes };
  return () =>
    withinDeadline(timeoutMs, async (signal) => {
      const answer = await send(request, signal);
      if (answer.status === 200) return readFormAnswer(answer).body;
      const cause = new Error(`The key set was answered with status ${answer.status}.`);
      throw new GatewayError('upstream-unreadable', {}, { cause });
    });
}
