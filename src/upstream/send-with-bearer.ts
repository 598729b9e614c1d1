import { GatewayError } from '../errors/gateway-error.js';
import type { WireAnswer } from './wire/call.js';
import type { Cancellation } from './cancellation.js';
import type { BearerSource } from './exchange.js';
import { isPromise, untilCancelled } from './until-cancelled.js';

/**
 * Sends with the caller's bearer. On a 401 v2 has done nothing yet, with any method: the bearer is renewed and the
 * call is replayed, once. A bearer that cannot be renewed comes back unchanged and is not tried again.
 */
export async function sendWithBearer(
  attempt: (token: string | undefined) => Promise<WireAnswer>,
  bearer: BearerSource | undefined,
  signal: Cancellation,
): Promise<WireAnswer> {
  if (bearer === undefined) return attempt(undefined);
  const held = untilCancelled(bearer.current(), signal);
  const token = isPromise(held) ? await held.catch(unsent) : held;
  const answer = await attempt(token);
  if (answer.status !== 401) return answer;
  const renewed = await untilCancelled(bearer.renew(token), signal).catch(unsent);
  return renewed === token ? answer : attempt(renewed);
}

/** Whatever the token endpoint said or did, the call itself has changed nothing. */
function unsent(error: unknown): never {
  if (!(error instanceof GatewayError)) throw error;
  throw new GatewayError(error.code, { ...error.details, broke: 'unsent' }, { cause: error.cause });
}
