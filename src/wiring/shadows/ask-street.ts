import type { Street } from '../../gateway/street.js';
import { splitTarget } from '../../syntax/split-target.js';
import type { Ask } from '../../parity/ask.js';
import type { Cancellation } from '../../upstream/cancellation.js';
import { withinDeadline } from '../../upstream/deadline.js';
import { recordedReply } from './recorded-reply.js';

export interface AskStreetDeps {
  readonly street: Pick<Street, 'answer'>;
  readonly timeoutMs: number;
  /** Requests in flight, to be cancelled when the process ends. */
  readonly running: Set<Cancellation>;
}

/** Any origin: nobody follows these links, and only their targets are compared. */
const origin = 'http://localhost';

/** Asks holdover itself, in this process. Reads only. */
export function askStreet({ street, timeoutMs, running }: AskStreetDeps): Ask {
  return ({ target, bearer }) =>
    withinDeadline(timeoutMs, async (signal) => {
      running.add(signal);
      try {
        const reply = await street.answer({
          method: 'GET',
          ...splitTarget(target),
          body: undefined,
          origin,
          signal,
          authorization: bearer,
        });
        return recordedReply(reply);
      } finally {
        running.delete(signal);
      }
    });
}
