import type { WireAnswer, WireRequest } from './wire/call.js';
import type { Cancellation } from './cancellation.js';

/**
 * One call, however many attempts it takes: any status is an answer.
 *
 * @throws GatewayError `upstream-unreachable`, `upstream-timeout`, `upstream-unreadable`, `upstream-down`,
 *   `upstream-busy`, `upstream-limited`, `answers-too-many`, `client-closed-request`
 */
export type Send = (request: WireRequest, signal: Cancellation) => Promise<WireAnswer>;

/** What stands around a call, and decides whether, when and how often it is made. */
export type Interceptor = (next: Send) => Send;

/**
 * Lets somebody hear how a call has ended, before those who wait for it and without standing between them: whoever
 * waits itself is half a kilobyte that lives as long as the call. Who hears must not throw.
 */
export function tap(
  sent: Promise<WireAnswer>,
  onAnswer: (answer: WireAnswer) => void,
  onError: (error: unknown) => void,
): Promise<WireAnswer> {
  sent.then(onAnswer, onError);
  return sent;
}

/** The first one is the outermost. */
export function compose(wire: Send, ...layers: readonly Interceptor[]): Send {
  return layers.reduceRight((next, layer) => layer(next), wire);
}
