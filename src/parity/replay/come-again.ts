import { setTimeout as sleep } from 'node:timers/promises';
import type { Ask, Asked } from '../ask.js';
import { fieldsIn } from '../compare/compare-replies.js';
import type { RecordedReply } from '../recording.js';

/** Retries after the first attempt. */
const mostAgain = 5;
/** In seconds. A server that asks for a longer wait is busy with something other than this run. */
const longestS = 60;

/** Whether the server had no capacity for the request (429, 503), so that this is no answer to it. */
export function isComeAgain({ status }: Pick<RecordedReply, 'status'>): boolean {
  return status === 429 || status === 503;
}

/**
 * Retries a request that a server has no capacity for. A 429 (RFC 6585) and holdover's own `overloaded` mean that
 * nothing was done. Any other 503 may follow a write that was done, so that the write is not repeated.
 *
 * @param pause waits for this many milliseconds
 * @returns an ask whose reply still satisfies `isComeAgain` if every attempt was refused
 */
export function patient(ask: Ask, pause: (ms: number) => Promise<unknown> = sleep): Ask {
  return async (asked) => {
    for (let again = 0; ; again += 1) {
      const reply = await ask(asked);
      const waitS = secondsToWait(asked, reply);
      if (waitS === undefined || again === mostAgain) return reply;
      await pause(waitS * 1_000);
    }
  };
}

/** Undefined if the request is not to be repeated. */
function secondsToWait({ method }: Asked, reply: RecordedReply): number | undefined {
  if (!isComeAgain(reply)) return undefined;
  const isDone = reply.status === 503 && method !== 'GET' && method !== 'HEAD' && !isOverloaded(reply);
  if (isDone) return undefined;
  const text = reply.headers['retry-after'];
  const told = text !== undefined && /^\d{1,5}$/.test(text) ? Number(text) : undefined;
  if (told === undefined) return reply.status === 429 ? 1 : undefined;
  return told > longestS ? undefined : Math.max(1, told);
}

function isOverloaded({ body }: RecordedReply): boolean {
  return fieldsIn(body)['error'] === 'overloaded';
}
