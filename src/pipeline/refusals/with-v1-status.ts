import { v1ErrorBody, type V1ErrorBody } from '../../errors/v1-error-body.js';
import type { Route } from '../../map/route.js';
import { v1StatusOf } from '../../map/run/v1-status.js';
import type { V1Reply } from '../exchange.js';

/**
 * The reply with the status, also in its body, by which clients of this entry recognise a failure (`only-400`).
 *
 * @param route undefined where no route matches the request
 */
export function withV1Status(reply: V1Reply, route: Pick<Route, 'only400'> | undefined): V1Reply {
  if (route === undefined) return reply;
  const status = v1StatusOf(reply.status, route);
  if (status === reply.status) return reply;
  const { error, message, detail } = reply.body.value as V1ErrorBody;
  const row = { status, error, ...(detail === undefined ? { detail: false as const } : {}) };
  const sentence = mayBeMade(reply)
    ? `${ended(message)} Look whether it was made before you send it again.`
    : message;
  return { ...reply, status, body: { kind: 'json', value: v1ErrorBody(row, sentence) } };
}

/** A bare 400 would say that the write was not made. Outside the pipeline only the status tells. */
function mayBeMade({ status, outcome }: V1Reply): boolean {
  return outcome.mayBeMade ?? [500, 502, 504].includes(status);
}

/** v2's own sentences have no full stop as often as they have one. */
function ended(sentence: string): string {
  return /[.!?]$/.test(sentence) ? sentence : `${sentence}.`;
}
