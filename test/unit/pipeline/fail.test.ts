import { describe, expect, test } from '@jest/globals';
import type { ErrorTable } from '../../../src/errors/error-table.js';
import { GatewayError } from '../../../src/errors/gateway-error.js';
import { fail } from '../../../src/pipeline/refusals/fail.js';

const table: ErrorTable = {
  rows: new Map([
    ['input-invalid', { status: 400, error: 'invalid_request', sentence: '{message}' }],
    ['token-invalid', { status: 401, error: 'invalid_token', sentence: 'No.' }],
    ['too-many-requests', { status: 429, error: 'too_many_requests', sentence: 'Slow down.' }],
    ['upstream-unreadable', { status: 502, error: 'bad_gateway', sentence: 'Unreadable. {message}' }],
    ['internal-error', { status: 500, error: 'internal_error', sentence: 'Internal error.' }],
  ]),
  byErrorCode: new Map(),
  byStatus: new Map(),
};

describe('whatever is thrown becomes a reply that a legacy client survives', () => {
  test('an unexpected error shows nothing to the client and keeps its cause for the log', () => {
    const cause = new TypeError('secret inside');
    const reply = fail(cause, table);
    expect(reply.status).toBe(500);
    expect(JSON.stringify(reply.body)).not.toContain('secret inside');
    expect(reply.outcome).toMatchObject({ error: { code: 'internal-error' }, cause });
  });

  test('an internal error between two writes keeps its cause for the log, a refusal by v2 does not', () => {
    const cause = new TypeError('secret inside');
    expect(fail(new GatewayError('half-done', {}, { cause }), table).outcome.cause).toBe(cause);
    const refusal = new GatewayError('upstream-refused');
    expect(fail(new GatewayError('half-done', {}, { cause: refusal }), table).outcome.cause).toBeUndefined();
  });

  test('an answer of the tenant that is nested too deep for the stack is a 502 that says so', () => {
    const deep = (value: unknown): unknown => [deep(value)];
    const thrown = (() => {
      try {
        return deep(1);
      } catch (error) {
        return error;
      }
    })();
    const { status, body, outcome } = fail(thrown, table);
    expect(status).toBe(502);
    expect(body.value).toMatchObject({ message: 'Unreadable. It is nested too deep.' });
    expect(outcome).toMatchObject({ error: { code: 'upstream-unreadable', reason: 'nested-too-deep' } });
    // The cause is kept because it can also be an endless recursion in holdover.
    expect(outcome.cause).toBe(thrown);
    expect(fail(new RangeError('Invalid array length'), table).status).toBe(500);
  });

  test.each([undefined, null, 'text', 7])('even a thrown %p', (thrown) => {
    expect(fail(thrown, table).status).toBe(500);
  });

  test('an empty sentence becomes the reason phrase, because an empty one kills the node SDK 0.8.5', () => {
    const reply = fail(new GatewayError('input-invalid'), table);
    expect(reply.body.value).toMatchObject({
      detail: 'Bad Request',
      error_description: 'Bad Request',
      message: 'Bad Request',
    });
  });

  test('dollar signs of a message are not read as replacement patterns', () => {
    const reply = fail(new GatewayError('input-invalid', { message: "$& $1 $'" }), table);
    expect(reply.body.value).toMatchObject({ message: "$& $1 $'" });
  });

  test('a 401 carries a challenge', () => {
    expect(fail(new GatewayError('token-invalid'), table).headers).toEqual({
      'WWW-Authenticate': 'Bearer realm="api"',
    });
  });

  test('the error row that the map chose wins, and Retry-After is rounded up', () => {
    const thrown = new GatewayError('upstream-refused', {
      row: 'too-many-requests',
      retryAfterS: 1.2,
      upstreamStatus: 429,
    });
    const reply = fail(thrown, table);
    expect(reply).toMatchObject({ status: 429, headers: { 'Retry-After': '2' } });
    expect(reply.outcome.error).toEqual({ code: 'too-many-requests', upstreamStatus: 429 });
  });

  test('a code without a row is still a 500 with a body', () => {
    expect(fail(new GatewayError('gone'), table)).toMatchObject({
      status: 500,
      body: { value: { error: 'internal_error' } },
    });
  });
});

test('a refusal by the tenant gets the row of its status when no entry chooses a row', () => {
  const rows = { ...table, byStatus: new Map([[429, 'too-many-requests']]) };
  expect(fail(new GatewayError('upstream-refused', { upstreamStatus: 429 }), rows).status).toBe(429);
});
