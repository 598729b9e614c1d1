import { describe, expect, test } from '@jest/globals';
import type { ErrorTable } from '../../../src/errors/error-table.js';
import { GatewayError, type ErrorCode, type ErrorDetails } from '../../../src/errors/gateway-error.js';
import type { CallStep } from '../../../src/map/route.js';
import { halfDone } from '../../../src/pipeline/refusals/half-done.js';
import { isOutcomeUnknown } from '../../../src/pipeline/refusals/is-outcome-unknown.js';

describe('a write that failed', () => {
  test.each<[ErrorCode, ErrorDetails]>([
    ['upstream-lost', { broke: 'under-way' }],
    ['upstream-unreadable', {}],
    ['upstream-timeout', {}],
    ['client-closed-request', {}],
    ['upstream-refused', { upstreamStatus: 500 }],
    ['upstream-refused', { upstreamStatus: 408 }],
    ['internal-error', {}],
  ])('may have been made after %s %j', (code, details) => {
    expect(isOutcomeUnknown(new GatewayError(code, details))).toBe(true);
  });

  test('may have been made after an internal error', () => {
    expect(isOutcomeUnknown(new TypeError('x is undefined'))).toBe(true);
  });

  test.each<[ErrorCode, ErrorDetails]>([
    ['upstream-unreachable', { broke: 'unsent' }],
    ['upstream-timeout', { broke: 'unsent' }],
    ['upstream-timeout', { unsent: true }],
    ['client-closed-request', { unsent: true }],
    ['upstream-down', {}],
    ['upstream-busy', {}],
    ['upstream-limited', {}],
    ['upstream-refused', { upstreamStatus: 400 }],
    ['upstream-refused', { upstreamStatus: 429 }],
    ['upstream-token-refused', { upstreamStatus: 401 }],
    ['token-invalid', { upstreamStatus: 401 }],
    ['credentials-missing', {}],
    ['request-malformed', {}],
    ['scope-missing', {}],
    ['name-lost', {}],
  ])('was not made after %s %j', (code, details) => {
    expect(isOutcomeUnknown(new GatewayError(code, details))).toBe(false);
  });
});

test('a request that fails half-way by an internal error says what may have been changed', () => {
  const step = (part: string): CallStep => ({ kind: 'call', method: 'PATCH', part }) as unknown as CallStep;
  const [first, second] = [step('the one'), step('the other')];
  const table: ErrorTable = { rows: new Map(), byErrorCode: new Map(), byStatus: new Map() };
  const scope = { slots: {}, query: {}, body: {}, caller: { client_id: '', kind: 'app' }, answers: {} };
  const progress = { made: [first], underway: second, pieces: 0 };
  const told = halfDone(new TypeError('oops'), { steps: [first, second], scope, progress }, table);
  expect((told as GatewayError).message).toContain('Changed: the one. Perhaps changed: the other.');
});
