import { GatewayError } from '../errors/gateway-error.js';
import type { Route } from '../map/route.js';
import type { V1Request } from './exchange.js';
import { queryForMap } from './v1-query.js';

/** What the client sent, checked and coerced as the entry's `accepts` says. */
export interface Input {
  readonly query: Readonly<Record<string, unknown>>;
  readonly body: unknown;
}

/**
 * @throws GatewayError `input-invalid` with one sentence per fault
 */
export function validate(request: V1Request, route: Route): Input {
  const query = route.acceptQuery(queryForMap(request.query));
  const body = route.acceptBody(request.body);
  if (query.ok && body.ok) return { query: query.value as Record<string, unknown>, body: body.value };
  const faults = [...(query.ok ? [] : query.faults), ...(body.ok ? [] : body.faults)];
  throw new GatewayError('input-invalid', { message: faults.join('; ') });
}
