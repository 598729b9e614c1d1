import { v1ErrorBody, type V1ErrorBody } from '../../errors/v1-error-body.js';
import type { Route } from '../../map/route.js';
import { v1StatusOf } from '../../map/run/v1-status.js';
import type { V1Reply } from '../exchange.js';

/**
 * The reply with the status, also in its body, by which clients of this entry recognise a failure (`only-400`). Where
 * the write may have been made all the same, the sentence says so: neither a 400 nor a 5xx would.
 *
 * @param route undefined where no route matches the request
 */
export function withV1Status(reply: V1Reply, route: Pick<Route, 'only400'> | undefined): V1Reply {
  if (route === undefined) return reply;
  const status = v1StatusOf(reply.status, route);
  const isOpen = reply.outcome.mayBeMade ?? (status !== reply.status && silent.has(reply.status));
  if (status === reply.status && !isOpen) return reply;
  const { error, message, detail } = reply.body.value as V1ErrorBody;
  const row = { status, error, ...(detail === undefined ? { detail: false as const } : {}) };
  const sentence = isOpen ? `${ended(message)} Look whether it was made before you send it again.` : message;
  return { ...reply, status, body: { kind: 'json', value: v1ErrorBody(row, sentence) } };
}

/** Outside the pipeline only the status tells whether the write may have been made. */
const silent: ReadonlySet<number> = new Set([500, 502, 504]);

/** v2's own sentences have no full stop as often as they have one. */
function ended(sentence: string): string {
  return /[.!?]$/.test(sentence) ? sentence : `${sentence}.`;
}
