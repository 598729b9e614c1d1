import type { V1ErrorBody } from '../errors/v1-error-body.js';
import type { Route } from '../map/route.js';
import { toldStatus } from '../map/told-status.js';
import type { V1Reply } from './exchange.js';

/** The reply with the status that clients of this entry take for what it is; the body of an error names it, too. */
export function told(reply: V1Reply, route: Pick<Route, 'only400'>): V1Reply {
  const status = toldStatus(reply.status, route);
  if (status === reply.status) return reply;
  const value = { ...(reply.body.value as V1ErrorBody), statusCode: status };
  return { ...reply, status, body: { kind: 'json', value } };
}
