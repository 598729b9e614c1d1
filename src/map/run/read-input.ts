import { GatewayError } from '../../errors/gateway-error.js';
import type { Route } from '../route.js';

/** The client's input, checked and coerced by the entry's `accepts`. */
export interface Input {
  readonly query: Readonly<Record<string, unknown>>;
  readonly body: unknown;
}

/** @throws GatewayError `input-invalid` with one sentence per fault */
export function readInput(
  { acceptQuery, acceptBody }: Pick<Route, 'acceptQuery' | 'acceptBody'>,
  query: Readonly<Record<string, unknown>>,
  body: unknown,
): Input {
  const takenQuery = acceptQuery(query);
  const takenBody = acceptBody(body);
  if (takenQuery.ok && takenBody.ok)
    return { query: takenQuery.value as Record<string, unknown>, body: takenBody.value };
  const faults = [...(takenQuery.ok ? [] : takenQuery.faults), ...(takenBody.ok ? [] : takenBody.faults)];
  throw new GatewayError('input-invalid', { message: faults.join('; ') });
}
