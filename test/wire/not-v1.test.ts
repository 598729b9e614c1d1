import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { startRawTenant, type RawTenant } from './raw-tenant.js';
import { openStage, type Stage } from './stage.js';

const json = 'Content-Type: application/json';
const form = 'Content-Type: application/x-www-form-urlencoded';

/** What legacy applications ask of the same host besides v1. */
const requests: readonly (readonly [line: string, header?: string, body?: string])[] = [
  ['GET /authorize'],
  ['HEAD /authorize'],
  ['GET /userinfo'],
  ['POST /userinfo', json, '{ "access_token":"x\\u0041" }'],
  ['POST /tokeninfo', json, '{"id_token":"a.b.c"}'],
  ['POST /dbconnections/signup', json, '{"email":"a+b@c.d",  "password":"ü"}'],
  ['POST /dbconnections/change_password', form, 'email=a%2Bb%40c.d&connection=x+y'],
  ['POST /oauth/ro', json, '{"grant_type":"password"}'],
  ['POST /delegation', form, 'grant_type=urn%3Aietf&id_token=a.b.c'],
  ['POST /oauth/token', form, 'grant_type=authorization_code&code=a%2Bb+c&client_id=a'],
  ['POST /oauth/token', json, '{ "grant_type":"password",  "username":"x\\u0041" , "client_id":"a"}'],
  ['POST /oauth/token', json, '{"grant_type":"client_credentials", "audience":"x","client_id":"a"}'],
  ['POST /oauth/token', form, 'client_id=a'],
  ['POST /oauth/token', json, '{"grant_type":'],
  ['POST /oauth/token', json, ''],
  ['POST /oauth/token', 'Content-Type: text/plain', '{"grant_type":"client_credentials"}'],
  ['GET /api/v2/users'],
  ['OPTIONS /api/v2/users', 'Access-Control-Request-Method: PATCH'],
  ['POST /api/v2/users', json, '{"email":"a@b.c", "n":12345678901234567890}'],
  ['PATCH /api/v2/users/auth0%7C1', json, '{"app_metadata":{"a":null}}'],
  ['PUT /api/v2/rules-configs/A|b', json, '{"value":""}'],
  ['DELETE /api/v2/users/auth0|1', json, '{}'],
];

const answered = [
  ['X-ONE', '1'],
  ['Set-Cookie', 'a=b; Path=/'],
  ['set-cookie', 'c=d'],
  ['link', '<https://tenant.example/x>; rel=next'],
  ['Access-Control-Allow-Origin', 'https://portal.example'],
  ['X-Request-Id', 'theirs'],
  ['Date', 'long ago'],
  ['Content-Type', 'text/html'],
  ['Content-Length', '10'],
];
const answerBody = Buffer.from('\x00\xff{"a" : 1', 'latin1');

let tenant: RawTenant;
let stage: Stage;

beforeEach(async () => {
  const head = ['HTTP/1.1 203 As it likes', ...answered.map((field) => field.join(': ')), '', ''];
  tenant = await startRawTenant((socket) => {
    const request = received();
    if (request === undefined) return;
    socket.write(head.join('\r\n'));
    if (request.lines[0]?.startsWith('HEAD') !== true) socket.write(answerBody);
  });
  stage = await openStage({ upstreamUrl: tenant.url });
});

afterEach(async () => {
  await stage.close();
  await tenant.close();
});

test.each(requests)(
  '%s is not v1, and passes through with nothing added and nothing lost',
  async (...sent) => {
    const [line, header = 'Accept: */*', text = ''] = sent;
    const head = line.startsWith('HEAD');
    const requestLine = `${line}?b=2&a=1&a=%20+&=&c HTTP/1.1`;
    const fields = [
      'Authorization: Bearer of-the-client',
      'Origin: https://portal.example',
      'X-Odd_Name: 1',
      header,
      `Content-Length: ${Buffer.byteLength(text)}`,
    ];
    const client = await stage.connect();
    client.send(Buffer.from([requestLine, 'Host: v1.example', ...fields, '', text].join('\r\n')));
    const answer = await client.answer({ head });

    expect(received()).toEqual({
      lines: [requestLine, ...fields, `host: ${new URL(tenant.url).host}`, 'Connection: keep-alive'],
      body: text,
    });
    expect(answer).toMatchObject({
      status: 203,
      reason: 'As it likes',
      headers: [...answered, ['Connection', 'keep-alive'], ['Keep-Alive', expect.any(String)]],
      body: head ? Buffer.alloc(0) : answerBody,
    });
  },
);

/** The one request that reached the tenant, once its last byte is there. */
function received(): { lines: string[]; body: string } | undefined {
  const [head = '', body] = tenant.received().toString().split('\r\n\r\n');
  const length = /^Content-Length: (\d+)$/m.exec(head)?.[1];
  if (body === undefined || Buffer.byteLength(body) < Number(length)) return undefined;
  return { lines: head.split('\r\n'), body };
}
