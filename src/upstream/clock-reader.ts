import { withinDeadline } from './deadline.js';
import { keySetRequest } from './key-set-reader.js';
import type { Send } from './send.js';

/**
 * What the tenant's clock says, in milliseconds since the epoch, exact to a second: the `Date` of an answer (RFC 9110
 * section 6.6.1), whatever its status. Undefined where it has none.
 *
 * @throws GatewayError `upstream-unreachable`, `upstream-lost`, `upstream-timeout`, `upstream-unreadable`
 */
export type ClockReader = () => Promise<number | undefined>;

export function createClockReader(
  send: Send,
  { prefix, timeoutMs }: { readonly prefix: string; readonly timeoutMs: number },
): ClockReader {
  const request = keySetRequest(prefix);
  return () =>
    withinDeadline(timeoutMs, async (signal) => {
      const { date } = (await send(request, signal)).headers;
      const time = typeof date === 'string' ? Date.parse(date) : NaN;
      return Number.isNaN(time) ? undefined : time;
    });
}
