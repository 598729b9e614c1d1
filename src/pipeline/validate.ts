import { readInput, type Input } from '../map/run/read-input.js';
import type { Route } from '../map/route.js';
import type { V1Request } from './exchange.js';
import { queryForMap } from './v1-query.js';

/** @throws GatewayError `input-invalid` with one sentence per fault */
export function validate(request: V1Request, route: Route): Input {
  return readInput(route, queryForMap(request.query), request.body);
}
