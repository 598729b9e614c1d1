import { setTimeout as sleep } from 'node:timers/promises';
import type { Ask, Asked } from './ask.js';
import type { RecordedReply } from './recording.js';

/** Asked once, and so often again. */
const mostAgain = 5;
/** Who wants longer than that is busy with something else than this run. */
const longestS = 60;

/** No answer to what was asked: the server has no room for it now. */
export function isComeAgain({ status }: Pick<RecordedReply, 'status'>): boolean {
  return status === 429 || status === 503;
}

/**
 * Asks again, later, what a server has no room for now. A 429 (RFC 6585) says that nothing was done, and so does
 * holdover's own `overloaded`; any other 503 may come from behind something that was, and is no reason to write twice.
 *
 * @param pause waits for so many milliseconds
 * @returns an ask whose reply is still one of `isComeAgain` where it was told so to the end
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

/** Undefined where it is not to be asked again. */
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
  const error =
    body !== undefined && 'json' in body ? (body.json as { error?: unknown } | null)?.error : undefined;
  return error === 'overloaded';
}
