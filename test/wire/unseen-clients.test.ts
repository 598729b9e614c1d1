import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { headersOf } from './raw-client.js';
import { jsonReply, openStage, type Stage } from './stage.js';

let stage: Stage;
/** The credentials that the token route received from clients. */
let given: unknown[] = [];

beforeAll(async () => {
  stage = await openStage({
    upstreamUrl: 'http://127.0.0.1:9',
    answer: ({ path }) =>
      Promise.resolve({ ...jsonReply({ path }), status: path.startsWith('/api/users/none') ? 404 : 200 }),
    issue: (credentials) => {
      given.push(credentials);
      return Promise.resolve({ access_token: 'v1', token_type: 'bearer', kind: 'app' });
    },
  });
});

afterAll(async () => {
  await stage.close();
});

const put = 'PUT /api/users/auth0%7C1/metadata';
const metadata = { path: '/api/users/auth0%7C1/metadata', authorization: 't', body: { a: 1 } };
const one = { path: '/api/users/auth0%7C1', authorization: 't' };
const form = 'Content-Type: application/x-www-form-urlencoded\r\n';
const rubyAgent = 'rest-client/2.1.0 (linux-gnu x86_64) ruby/3.1.2p20';
const encodings = 'Accept-Encoding: gzip;q=1.0,deflate;q=0.6,identity;q=0.3\r\n';

/** The bytes that each HTTP stack sends by default, as they were recorded. */
const recorded: [client: string, bytes: string, asked: object][] = [
  [
    'Go 1.19 net/http, a body of unknown length',
    `${put} HTTP/1.1\r\nHost: v1.test\r\nUser-Agent: Go-http-client/1.1\r\nTransfer-Encoding: chunked\r\nAuthorization: Bearer t\r\nAccept-Encoding: gzip\r\n\r\n7\r\n{"a":1}\r\n0\r\n\r\n`,
    metadata,
  ],
  [
    'Python requests 2.28.1, a body from a generator',
    `${put} HTTP/1.1\r\nHost: v1.test\r\nUser-Agent: python-requests/2.28.1\r\nAccept-Encoding: gzip, deflate\r\nAccept: */*\r\nConnection: keep-alive\r\nAuthorization: Bearer t\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n{"a"\r\n3\r\n:1}\r\n0\r\n\r\n`,
    metadata,
  ],
  [
    'Python requests 2.28.1, a DELETE with json={}',
    'DELETE /api/users/auth0%7C1 HTTP/1.1\r\nHost: v1.test\r\nUser-Agent: python-requests/2.28.1\r\nAccept-Encoding: gzip, deflate\r\nAccept: */*\r\nConnection: keep-alive\r\nAuthorization: Bearer t\r\nContent-Length: 2\r\nContent-Type: application/json\r\n\r\n{}',
    one,
  ],
  [
    'PHP 8.2 file_get_contents',
    `${put} HTTP/1.1\r\nHost: v1.test\r\nConnection: close\r\nContent-Length: 7\r\nContent-Type: application/json\r\nAuthorization: Bearer t\r\n\r\n{"a":1}`,
    metadata,
  ],
  [
    'Java 17 HttpURLConnection in streaming mode, without a type',
    'PUT /api/users/auth0|1/metadata HTTP/1.1\r\nAuthorization: Bearer t\r\nUser-Agent: Java/17.0.15\r\nHost: v1.test\r\nAccept: text/html, image/gif, image/jpeg, */*; q=0.2\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n7\r\n{"a":1}\r\n0\r\n\r\n',
    { ...metadata, path: '/api/users/auth0|1/metadata' },
  ],
  [
    'Java 17 java.net.http, which offers h2c',
    'GET /api/users/auth0%7C1 HTTP/1.1\r\nConnection: Upgrade, HTTP2-Settings\r\nContent-Length: 0\r\nHost: v1.test\r\nHTTP2-Settings: AAEAAEAAAAIAAAAAAAMAAAAAAAQBAAAAAAUAAEAAAAYABgAA\r\nUpgrade: h2c\r\nUser-Agent: Java-http-client/17.0.15\r\nAuthorization: Bearer t\r\n\r\n',
    one,
  ],
  [
    'mono 6.8 HttpWebRequest, as RestSharp uses it',
    'PUT /api/users/auth0%7C1/metadata?access_token=t HTTP/1.1\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\nHost: v1.test\r\n\r\nE\r\n{\r\n  "a": 1\r\n}\r\n0\r\n\r\n',
    { ...metadata, query: 'access_token=t', authorization: undefined },
  ],
  [
    'mono 6.8 HttpWebRequest, a DELETE',
    'DELETE /api/users/auth0%7C1?access_token=t HTTP/1.1\r\nContent-Length: 0\r\nHost: v1.test\r\n\r\n',
    { ...one, query: 'access_token=t', authorization: undefined },
  ],
  [
    'Perl LWP 6.68',
    `${put} HTTP/1.1\r\nTE: deflate,gzip;q=0.3\r\nConnection: TE, close\r\nAuthorization: Bearer t\r\nHost: v1.test\r\nUser-Agent: libwww-perl/6.68\r\nContent-Length: 7\r\nContent-Type: application/json\r\n\r\n{"a":1}`,
    metadata,
  ],
  [
    'Perl HTTP::Tiny 0.082, a body from a callback',
    `${put} HTTP/1.1\r\nHost: v1.test\r\nUser-Agent: HTTP-Tiny/0.082\r\nTransfer-Encoding: chunked\r\nAuthorization: Bearer t\r\nContent-Type: application/json\r\n\r\n5\r\n{"a":\r\n2\r\n1}\r\n0\r\n\r\n`,
    metadata,
  ],
  [
    'Ruby 3.1 rest-client 2.1, a DELETE as ruby-auth0 4 makes it',
    `DELETE /api/users/auth0%7C1 HTTP/1.1\r\nAccept: */*\r\nUser-Agent: ${rubyAgent}\r\nContent-Type: application/json\r\nAuthorization: Bearer t\r\n${encodings}Host: v1.test\r\n\r\n`,
    one,
  ],
  [
    'Ruby 3.1 HTTParty 0.21, a hash as the body',
    `PUT /api/users/auth0%7C1/email?access_token=t HTTP/1.1\r\n${encodings}Accept: */*\r\nUser-Agent: Ruby\r\nConnection: close\r\nHost: v1.test\r\nContent-Length: 33\r\n${form}\r\nemail=a%2Bb%40c.test&verify=false`,
    { path: '/api/users/auth0%7C1/email', body: { email: 'a+b@c.test', verify: 'false' } },
  ],
  [
    'Wget 1.21',
    `${put} HTTP/1.1\r\nHost: v1.test\r\nUser-Agent: Wget/1.21.3\r\nAccept: */*\r\nAccept-Encoding: identity\r\nConnection: Keep-Alive\r\nContent-Type: application/json\r\nContent-Length: 7\r\nAuthorization: Bearer t\r\n\r\n{"a":1}`,
    metadata,
  ],
  [
    'PHP 8.2 http_build_query, sent by curl',
    `POST /api/connections HTTP/1.1\r\nHost: v1.test\r\nAccept: */*\r\nAuthorization: Bearer t\r\nContent-Length: 172\r\n${form}\r\nname=corp&strategy=google-apps&status=1&options%5Btenant_domain%5D=example.com&options%5Bdomain_aliases%5D%5B0%5D=example.com&options%5Bdomain_aliases%5D%5B1%5D=example.org`,
    {
      body: {
        name: 'corp',
        strategy: 'google-apps',
        status: '1',
        options: { tenant_domain: 'example.com', domain_aliases: ['example.com', 'example.org'] },
      },
    },
  ],
  [
    'Ruby 3.1 rest-client 2.1, a hash in a hash',
    `POST /api/connections?access_token=t HTTP/1.1\r\nAccept: */*\r\nUser-Agent: ${rubyAgent}\r\nContent-Length: 129\r\n${form}${encodings}Host: v1.test\r\n\r\nname=corp&strategy=google-apps&options[tenant_domain]=example.com&options[domain_aliases][]=a.com&options[domain_aliases][]=b.com`,
    {
      body: {
        name: 'corp',
        strategy: 'google-apps',
        options: { tenant_domain: 'example.com', domain_aliases: ['a.com', 'b.com'] },
      },
    },
  ],
  [
    'Node, a list written by querystring, sent by popsicle 1.4',
    `POST /api/clients HTTP/1.1\r\nAuthorization: Bearer t\r\ncontent-type: application/x-www-form-urlencoded\r\nAccept: */*\r\nUser-Agent: https://github.com/blakeembrey/popsicle\r\nAccept-Encoding: gzip,deflate\r\nContent-Length: 66\r\nHost: v1.test\r\nConnection: close\r\n\r\nname=f&callbacks=http%3A%2F%2Fa.test&callbacks=http%3A%2F%2Fb.test`,
    { body: { name: 'f', callbacks: ['http://a.test', 'http://b.test'] } },
  ],
  [
    'Node superagent 0.18, with a cookie field that is empty',
    `${put} HTTP/1.1\r\nHost: v1.test\r\nAccept-Encoding: gzip, deflate\r\nCookie: \r\nUser-Agent: node-superagent/0.18.0\r\nAuthorization: Bearer t\r\nContent-Type: application/json\r\nContent-Length: 7\r\nConnection: close\r\n\r\n{"a":1}`,
    metadata,
  ],
  [
    'Node restify 2.8, with a date and a digest',
    `${put} HTTP/1.1\r\nAuthorization: Bearer t\r\naccept: application/json\r\ncontent-type: application/json\r\nuser-agent: restify/2.8.5 (x64-linux)\r\ndate: Tue, 01 Dec 2026 04:01:15 GMT\r\ncontent-length: 7\r\ncontent-md5: u2y1xo30ZSlByvZSo2by2A==\r\nHost: v1.test\r\nConnection: close\r\n\r\n{"a":1}`,
    metadata,
  ],
  [
    'Node hyperquest 0.3, which streams all that it sends',
    `${put} HTTP/1.1\r\nAuthorization: Bearer t\r\ncontent-type: application/json\r\nHost: v1.test\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n7\r\n{"a":1}\r\n0\r\n\r\n`,
    metadata,
  ],
  [
    'Node rest 1.3, a DELETE with a type and no body',
    'DELETE /api/users/auth0%7C1 HTTP/1.1\r\nAuthorization: Bearer t\r\nContent-Type: text/plain\r\nAccept: text/plain, application/json;q=0.8, text/plain;q=0.5, */*;q=0.2\r\nContent-Length: 0\r\nHost: v1.test\r\nConnection: keep-alive\r\n\r\n',
    one,
  ],
];

describe('a recorded request of', () => {
  test.each(recorded)('%s is understood and answered', async (_client, bytes, asked) => {
    stage.asked.length = 0;
    const client = await stage.connect();
    client.send(bytes);
    const answer = bytes.includes('\r\nExpect:') ? await afterContinue(client) : await client.answer();
    expect(answer?.status).toBe(200);
    expect(headersOf(answer)['content-length']).toBe(String(answer?.body.length));
    expect(stage.asked).toEqual([expect.objectContaining(asked)]);
    const closes = /\r\nConnection: (?:TE, )?close\r\n/.test(bytes);
    expect(headersOf(answer)['connection']).toBe(closes ? 'close' : 'keep-alive');
  });
});

async function afterContinue(client: Awaited<ReturnType<Stage['connect']>>) {
  expect((await client.answer())?.status).toBe(100);
  return client.answer();
}

const basic = 'Authorization: Basic ZGVtbzpzM2NyZXQtXw==\r\n';
const grant = 'grant_type=client_credentials';

describe('Basic credentials', () => {
  async function ask(headers: string, body: string): Promise<number | undefined> {
    given = [];
    const client = await stage.connect();
    client.send(
      `POST /oauth/token HTTP/1.1\r\nHost: v1.test\r\n${headers}Content-Length: ${body.length}\r\n${form}\r\n${body}`,
    );
    return (await client.answer())?.status;
  }

  const goes = 'User-Agent: Go-http-client/1.1\r\nAccept-Encoding: gzip\r\n';
  const demo = { clientId: 'demo', clientSecret: 's3cret-_' };

  test.each<[string, string, string, object]>([
    ['from Go 1.19, as x/oauth2 asks', `${goes}${basic}`, grant, demo],
    ['beside the client_id, as requests-oauthlib asks', basic, `client_id=demo&${grant}`, demo],
    ['in small letters', basic.replace('Basic', 'basic'), grant, demo],
    [
      'with escapes, as RFC 6749 has it',
      `Authorization: Basic ${Buffer.from('a%3Ab:p%25+c').toString('base64')}\r\n`,
      grant,
      { clientId: 'a:b', clientSecret: 'p%+c' },
    ],
    [
      'without escapes, with a colon and a percent sign in the secret',
      `Authorization: Basic ${Buffer.from('a:b:50%').toString('base64')}\r\n`,
      grant,
      { clientId: 'a', clientSecret: 'b:50%' },
    ],
    [
      'are not looked at beside a secret in the body',
      basic,
      `client_id=x&client_secret=y&${grant}`,
      { clientId: 'x', clientSecret: 'y' },
    ],
  ])('%s', async (_name, ...[headers, body, credentials]) => {
    expect(await ask(headers, body)).toBe(200);
    expect(given).toEqual([expect.objectContaining(credentials)]);
  });

  test.each([
    ['are not there', ''],
    ['have no colon', 'Authorization: Basic ZGVtbw==\r\n'],
    ['have an empty secret', `Authorization: Basic ${Buffer.from('a:').toString('base64')}\r\n`],
    ['are no base64', 'Authorization: Basic {demo:x}\r\n'],
    ['are a token', 'Authorization: Bearer ZGVtbzpzM2NyZXQtXw==\r\n'],
  ])('that %s are a bad request', async (_name, headers) => {
    expect(await ask(headers, grant)).toBe(400);
    expect(given).toEqual([]);
  });
});

test('64 pipelined requests, half of them refused, are answered in order on one connection', async () => {
  const client = await stage.connect();
  const paths = Array.from({ length: 64 }, (_, n) => `/api/users/${n % 2 === 0 ? 'some' : 'none'}${n}`);
  const head = ' HTTP/1.1\r\nHost: v1.test\r\nAuthorization: Bearer t\r\n\r\n';
  client.send(paths.map((path) => `GET ${path}${head}`).join(''));
  for (const path of paths) {
    const answer = await client.answer();
    expect([answer?.status, answer?.body.toString()]).toEqual([
      path.includes('none') ? 404 : 200,
      JSON.stringify({ path }),
    ]);
    expect(headersOf(answer)['connection']).toBe('keep-alive');
  }
});
