import { GatewayError, type ErrorDetails } from '../../../src/errors/gateway-error.js';
import type { WireAnswer, WireRequest } from '../../../src/upstream/wire/call.js';
import type { WireHeaders } from '../../../src/upstream/wire/picked-headers.js';
import { nobodyWatches, type UpstreamWatch } from '../../../src/upstream/watch.js';

export function request(method: string, more: Partial<WireRequest> = {}): WireRequest {
  return { method, path: '/api/v2/users/1', headers: {}, body: undefined, ...more };
}

export function answer(status: number, headers: WireHeaders = {}): WireAnswer {
  return { status, headers, body: Buffer.alloc(0) };
}

/** The answer of v2 to a search that takes longer than 2 s. */
export function overTime(): WireAnswer {
  const message = 'The query exceeded the timeout. Please try refining your search criteria.';
  const body = { statusCode: 503, error: 'Service Unavailable', message };
  return { status: 503, headers: {}, body: Buffer.from(JSON.stringify(body)) };
}

export function broken(broke: NonNullable<ErrorDetails['broke']>): GatewayError {
  return new GatewayError(broke === 'unsent' ? 'upstream-unreachable' : 'upstream-lost', { broke });
}

/** The status of an attempt, or the code that it failed with. */
export function outcomeOf(sent: Promise<WireAnswer>): Promise<number | string> {
  return sent.then(
    ({ status }) => status,
    (error: unknown) => (error instanceof GatewayError ? error.code : String(error)),
  );
}

/** Records events by name. */
export function notingWatch(): UpstreamWatch & { readonly told: string[] } {
  const told: string[] = [];
  return {
    ...nobodyWatches,
    told,
    retried: () => told.push('retried'),
    refused: (code) => told.push(code),
    breakerChanged: (calls, state) => told.push(`${calls} ${state}`),
  };
}
