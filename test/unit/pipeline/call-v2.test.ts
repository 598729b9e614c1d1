import { expect, test } from '@jest/globals';
import { GatewayError } from '../../../src/errors/gateway-error.js';
import { send, withCredentials } from '../../../src/pipeline/call-v2.js';
import { Cancellation } from '../../../src/upstream/cancellation.js';
import type { Upstream } from '../../../src/upstream/exchange.js';

/** A tenant that refuses every request and quotes its body. */
const quoting: Upstream = {
  send: ({ body }) =>
    Promise.reject(
      new GatewayError('upstream-refused', {
        upstreamStatus: 400,
        message: `Payload validation error: ${JSON.stringify(body)}`,
      }),
    ),
  close: () => Promise.resolve(),
};

test('a refusal that quotes the request shows no secret, not even the one that holdover added', async () => {
  const own = { clientId: 'theClient', clientSecret: 'canary-of-the-clients-file' };
  const caller = { kind: 'app', clientId: own.clientId, bearer: undefined, credentials: () => own } as const;
  const shape = { bearer: 'credentials' } as unknown as Parameters<typeof withCredentials>[1];
  const request = withCredentials(
    { method: 'POST', path: '/oauth/revoke', body: { token: 'canary-of-the-path' } },
    shape,
    caller,
  );
  const sent = send(request, undefined, {
    upstream: quoting,
    caller,
    signal: new Cancellation(),
    writing: false,
    onCall: () => undefined,
  });
  const error = await sent.catch((thrown: unknown) => thrown as GatewayError);
  expect(error).toMatchObject({ code: 'upstream-refused', details: { upstreamStatus: 400 } });
  const { message } = (error as GatewayError).details;
  expect(message).toContain('theClient');
  expect(message).not.toContain('canary');
});
