import type { WireAnswer, WireRequest } from './wire/call.js';
import type { Cancellation } from './cancellation.js';

/**
 * One call, however many attempts it takes: any status is an answer.
 *
 * @throws GatewayError `upstream-unreachable`, `upstream-lost`, `upstream-timeout`, `upstream-unreadable`,
 *   `upstream-down`, `upstream-busy`, `upstream-limited`, `answers-too-many`, `client-closed-request`
 */
export type Send = (request: WireRequest, signal: Cancellation) => Promise<WireAnswer>;

/** Wraps a call, and decides whether, when and how often it is made. */
export type Interceptor = (next: Send) => Send;

/**
 * Observes how a call ends, before the code that waits for it. It returns the same promise, because one more async
 * function costs half a kilobyte for as long as the call lives. The callbacks must not throw.
 */
export function tap(
  sent: Promise<WireAnswer>,
  onAnswer: (answer: WireAnswer) => void,
  onError: (error: unknown) => void,
): Promise<WireAnswer> {
  sent.then(onAnswer, onError);
  return sent;
}

/** The first layer is the outermost. */
export function compose(wire: Send, ...layers: readonly Interceptor[]): Send {
  return layers.reduceRight((next, layer) => layer(next), wire);
}
