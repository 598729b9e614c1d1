import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { GatewayError } from '../../src/errors/gateway-error.js';
import { openStage, type Stage } from './stage.js';

const right = 'the-right-secret';

let stage: Stage;
/** The token exchanges that were made. */
let asked: number;

beforeEach(async () => {
  asked = 0;
  stage = await openStage({
    upstreamUrl: 'http://127.0.0.1:9',
    trustedProxies: ['127.0.0.1'],
    issue: ({ clientSecret }) => {
      asked += 1;
      if (clientSecret !== right) return Promise.reject(new GatewayError('client-secret-wrong'));
      return Promise.resolve({ access_token: 'v1', token_type: 'bearer', kind: 'app' });
    },
  });
});

afterEach(async () => {
  await stage.close();
});

function ask(address: string, secret: string): Promise<Response> {
  return fetch(`${stage.http}/oauth/token`, {
    method: 'POST',
    headers: { 'x-forwarded-for': address },
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: 'shop',
      client_secret: secret,
    }),
  });
}

async function failTenTimes(address: string): Promise<void> {
  for (let time = 0; time < 10; time += 1) {
    const answer = await ask(address, 'wrong');
    expect(answer.status).toBe(401);
    await answer.text();
  }
}

describe('after ten wrong secrets from one address', () => {
  test('the next attempt is answered 429 in v1’s form with a time to retry, without a call to the tenant', async () => {
    await failTenTimes('192.0.2.1');
    const answer = await ask('192.0.2.1', right);
    expect(answer.status).toBe(429);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(50);
    expect(await answer.json()).toMatchObject({
      error: 'too_many_attempts',
      error_description: 'Too many failed attempts: try again later.',
      statusCode: 429,
    });
    expect(asked).toBe(10);
  });

  test('the client itself is still accepted from its own address', async () => {
    await failTenTimes('192.0.2.1');
    expect((await ask('192.0.2.2', right)).status).toBe(200);
  });

  test('another address in the same IPv6 network is refused as well', async () => {
    await failTenTimes('2001:db8::1');
    expect((await ask('2001:db8::2', right)).status).toBe(429);
    expect((await ask('2001:db8:0:1::1', right)).status).toBe(200);
  });
});
