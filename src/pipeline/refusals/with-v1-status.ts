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
    ? `${message} Look whether it was made before you send it again.`
    : message;
  return { ...reply, status, body: { kind: 'json', value: v1ErrorBody(row, sentence) } };
}

/** After a 5xx the write may have been made; a bare 400 would say that it was not. */
function mayBeMade({ status, outcome: { error } }: V1Reply): boolean {
  const { upstreamStatus = 0 } = error ?? {};
  if (isRefusal(upstreamStatus)) return false;
  return [500, 502, 504].includes(status) || upstreamStatus >= 500;
}

/** A write that v2 refused was not made. 408 is an exception: it only says that v2 did not receive everything. */
function isRefusal(upstreamStatus: number): boolean {
  return upstreamStatus >= 400 && upstreamStatus < 500 && upstreamStatus !== 408;
}
