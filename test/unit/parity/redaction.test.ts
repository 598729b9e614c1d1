import { describe, expect, test } from '@jest/globals';
import type { Exchange } from '../../../src/parity/recording.js';
import { redacted } from '../../../src/parity/redaction/redact-text.js';
import { createRedaction, isRedacted } from '../../../src/parity/redaction/redaction.js';
import { parityMap } from '../../support/parity-map.js';

const map = parityMap();
const plain = createRedaction(map);
const canary = 'canary-7f3e9a-canary';
/** A token in the form that holdover seals: the second part is empty. */
const sealed = `eyJhbGciOiJkaXIifQ..${canary}.${canary}.${canary}`;
const jwt = `eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.${canary}`;

function exchange(
  target: string,
  more: Partial<Exchange['request']> = {},
  json?: unknown,
): Omit<Exchange, 'id'> {
  return {
    caller: 'client:shop',
    request: { method: 'GET', target, headers: {}, ...more },
    reply: { status: 200, headers: {}, ...(json === undefined ? {} : { body: { json } }) },
  };
}

describe('a recording does not contain', () => {
  test.each<[string, Omit<Exchange, 'id'>]>([
    ['access_token in the query', exchange(`/api/users?access_token=${canary}&per_page=2`)],
    ['access_token with an escaped name', exchange(`/api/users?access%5Ftoken=${canary}`)],
    ['a bewit', exchange(`/api/users?page=1&bewit=${canary}`)],
    ...[
      '/api/rules%2Dconfigs/k',
      '/%61pi/rules-configs/k',
      '/api//rules-configs/k',
      '/api/./x/../rules-configs',
    ].map((target): [string, Omit<Exchange, 'id'>] => [
      `a value for rules at ${target}`,
      exchange(target, { method: 'PUT', body: { json: { value: canary } } }, [{ key: 'k', value: canary }]),
    ]),
    [
      'a refresh token behind two slashes',
      exchange(`/api//users/auth0%7C1/refresh_tokens/${canary}`, { method: 'DELETE' }),
    ],
    ['a password in the query', exchange(`/api/users?password=${canary}`)],
    ['a password by its short name', exchange(`/api/users?pwd=${canary}`)],
    ['a passwd in the query', exchange(`/api/users?passwd=${canary}`)],
    ['a pwd of a URL in a text', exchange('/api/x', {}, { url: `https://h/cb?a=1;user%5Bpwd%5D=${canary}` })],
    ['JSON in the query', exchange(`/api/x?data=%7B%22password%22:+%22${canary}%22%7D`)],
    ['JSON in a form', exchange('/api/x', { body: { form: [['data', `{"password":"${canary}"}`]] } })],
    ...[
      `{"email":"a@b.c","password":"${canary}"}`,
      ` [{"options":{"client_secret":["${canary}"]}}]`,
      JSON.stringify({ body: JSON.stringify({ pwd: `"${canary}` }) }),
      `{"pass\\u0077ord":"${canary}"}`,
      `The body was {"password": "a\\" ${canary}"}, I think`,
      `The body was {\\"password\\": \\"a\\\\\\"${canary}\\"}, I think`,
      `{"password":"${canary}`,
      `body={"tokens":["a","${canary}"]}`,
      `{ email: 'a@b.c', 'password': '${canary}' }`,
      `{ email: 'a@b.c', password: '${canary}' }`,
      `{:password=>"${canary}"}`,
      `const db = connect({ password : \`${canary}\` });`,
      `process.env['API_KEY'] = "${canary}";`,
      `array('password' => '${canary}')`,
      `The body was {"pass\\u0077ord":"${canary}"}, I think`,
      `The body was {"my password":"${canary}"}, I think`,
      `The body was {"https://shop/password":"${canary}"}, I think`,
      `The body was {"password":"[redacted]${canary}"}, I think`,
      `The body was {"configuration":{"host":"${canary}"}}, I think`,
      `{"a":"'pwd': ","secret":"${canary}"}!`,
      `{"password":"${canary}","password":null}`,
      `{"a":{"password":"${canary}"},"a":1}`,
      `client_secret=${canary}&grant_type=client_credentials`,
      `to https://h/cb?data=%7B%22password%22%3A+%22${canary}%22%7D`,
      `${'['.repeat(10_000)}{"password":"${canary}"}${']'.repeat(10_000)}`,
    ].map((note): [string, Omit<Exchange, 'id'>] => [
      `a secret in JSON in a text, ${note.slice(0, 60)}`,
      exchange('/api/x', { body: { json: { note } } }, [{ note }]),
    ]),
    ['a URL in the query', exchange(`/api/x?next=https%3A%2F%2Fh%2Fcb%3Faccess_token%3D${canary}`)],
    ['a refresh token in the path', exchange(`/api/users/a/refresh_tokens/${canary}`, { method: 'DELETE' })],
    ['a refresh token in the path of a wrong method', exchange(`/api/users/a/refresh_tokens/${canary}/`)],
    [
      'a refresh token that the answer quotes',
      {
        ...exchange(`/api/users/a/refresh_tokens/${canary}`, { method: 'DELETE' }),
        reply: {
          status: 404,
          headers: { 'content-type': 'text/plain' },
          body: { text: `Cannot DELETE /api/users/a/refresh_tokens/${canary}` },
        },
      },
    ],
    ['a sealed token in the path', exchange(`/api/users/${sealed}`)],
    ['a sealed token in a text', exchange('/api/users', {}, { note: `it was ${sealed}, I think` })],
    ['a JWT in the path', exchange(`/api/users/${jwt}`)],
    ['a password in JSON', exchange('/api/users', { body: { json: { email: 'a@b.c', password: canary } } })],
    ['newPassword in a form', exchange('/api/x', { body: { form: [['newPassword', canary]] } })],
    ...['options[configuration][db]', 'options[configuration][db][]', 'signing[key]', 'token[x]'].map(
      (name): [string, Omit<Exchange, 'id'>] => [
        `${name} in a form`,
        exchange('/api/x', { body: { form: [[name, canary]] } }),
      ],
    ),
    ['client_secret in JSON', exchange('/api/x', { body: { json: { options: { client_secret: canary } } } })],
    ['a bearer in a text', exchange('/api/x', { body: { text: `Authorization: Bearer ${canary}` } })],
    ...[
      ['a script', `cb({"status":200,"user":{"identities":[{"access_token":"${canary}"}]}})`],
      ['a script with a field twice', `cb({"password":"${canary}","password":1})`],
      ['JSON with an escaped name', `{"pass\\u0077ord":"${canary}"}`],
      ['JSON that is cut off', `{"identities":[{"access_token":"${canary}","expi`],
      ['JSON with a comma too many', `{"email":"a@b.c","password":"${canary}",}`],
      ['single quotes', `{'email':'a@b.c', 'password' : '${canary}'}`],
      ['JSON with a mark before it', `\ufeff{"password":"${canary}"}`],
      ['two lines of JSON', `{"password":"${canary}"}\n{}`],
      ['a form of another type', `password=${canary}&email=a@b.c`],
      ['XML', `<password>${canary}</password>`],
      [
        'a multipart form',
        `--x\r\nContent-Disposition: form-data; name="password"\r\n\r\n${canary}\r\n--x--`,
      ],
    ].flatMap(([name = '', text = '']): [string, Omit<Exchange, 'id'>][] => [
      [`a secret in ${name}, asked`, exchange('/api/users', { body: { text } })],
      [
        `a secret in ${name}, answered`,
        { ...exchange('/api/users'), reply: { status: 200, headers: {}, body: { text } } },
      ],
    ]),
    ['an authorization header', exchange('/api/x', { headers: { authorization: canary } })],
    [
      'tokens of identities',
      exchange('/api/users', {}, [{ identities: [{ access_token: canary, refresh_token: canary }] }]),
    ],
    [
      'clientSecret and the signing key',
      exchange('/api/clients', {}, [{ clientSecret: canary, signingKey: { key: canary, pkcs7: canary } }]),
    ],
    ['a passphrase', exchange('/api/x', {}, { options: { passphrase: canary } })],
    ...['PRIVATE KEY', 'RSA PRIVATE KEY', 'ENCRYPTED PRIVATE KEY'].flatMap((kind) => {
      const pem = `-----BEGIN ${kind}-----\n${canary}\n-----END ${kind}-----\n`;
      return [
        pem,
        `const pem = '${JSON.stringify(pem).slice(1, -1)}';`,
        pem.slice(0, -8),
        `${pem}x${pem}`,
      ].map((script): [string, Omit<Exchange, 'id'>] => [
        `a private key under any name, ${JSON.stringify(script)}`,
        exchange('/api/rules', { method: 'POST', body: { json: { script } } }, { script }),
      ]);
    }),
    ['a ticket', exchange('/api/x', {}, { ticket: `https://h/lo/reset?ticket=${canary}` })],
    ['a provisioning ticket', exchange('/api/x', {}, { provisioning_ticket_url: `https://h/${canary}` })],
    ['a JWT under any name', exchange('/api/x', {}, { note: `see ${jwt}.` })],
    ['a password in a URL', exchange('/api/x', {}, { url: `https://user:${canary}@h/` })],
    ['a password with an @ in a URL', exchange('/api/x', {}, { url: `https://user:p@${canary}@h/` })],
    ['a code in a URL', exchange('/api/x', {}, { url: `https://h/cb?code=${canary}` })],
    [
      'the seal of a link',
      {
        ...exchange('/api/users'),
        reply: { status: 200, headers: { link: `<https://h/api/users?page=1&bewit=${canary}>; rel="next"` } },
      },
    ],
    [
      'what database scripts are given',
      exchange('/api/connections', {}, [{ options: { configuration: { host: canary, deep: [canary] } } }]),
    ],
    [
      'what rules are given',
      exchange('/api/rules-configs', { method: 'POST', body: { json: { key: 'K', value: canary } } }, [
        { key: 'K', value: canary },
      ]),
    ],
    [
      'a refresh token told in the second answer',
      { ...exchange('/api/users'), again: { status: 200, headers: {}, body: { json: { token: canary } } } },
    ],
  ])('%s', (_, given) => {
    expect(JSON.stringify(given)).toContain(canary);
    expect(JSON.stringify(plain.exchange(given))).not.toContain(canary);
  });
});

test('redaction of a private key keeps what stands around it, and certificates', () => {
  const key = '-----BEGIN RSA PRIVATE KEY-----\nMIIB\n-----END RSA PRIVATE KEY-----';
  const cert = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----';
  const { reply } = plain.exchange(exchange('/api/x', {}, { script: `const a = 1; // ${key} ${cert}` }));
  expect(reply?.body).toEqual({ json: { script: `const a = 1; // ${redacted} ${cert}` } });
});

test('what v1 says to a change of a value for rules is kept if it is no value', () => {
  const said = (text: string) => {
    const given = exchange('/api/rules-configs/k', { method: 'DELETE' });
    return plain.exchange({ ...given, reply: { status: 200, headers: {}, body: { text } } }).reply.body;
  };
  expect([said('OK'), said('a value')]).toEqual([{ text: 'OK' }, { text: redacted }]);
});

test('redaction of a script keeps all other text', () => {
  const text = 'cb({"status":200,"user":{"name":"n","identities":[{"access_token":"x"}]}})';
  const { reply } = plain.exchange({
    ...exchange('/api/users/a?cbx=cb'),
    reply: { status: 200, headers: {}, body: { text } },
  });
  expect(reply.body).toEqual({ text: text.replace('"x"', '"[redacted]"') });
});

test('redaction of JSON in a text keeps all other values, and keeps text without a secret as written', () => {
  const { reply } = plain.exchange(
    exchange('/api/x', {}, { note: '{"a": 1, "pwd": "x"}', open: '{ "a": 1.0, "token_type": "bearer" }' }),
  );
  expect(reply?.body).toEqual({
    json: { note: '{"a":1,"pwd":"[redacted]"}', open: '{ "a": 1.0, "token_type": "bearer" }' },
  });
  const said = plain.exchange(exchange('/api/x', {}, { note: 'it was {"pwd":"x","a":1}!' }));
  expect(said.reply?.body).toEqual({ json: { note: 'it was {"pwd":"[redacted]","a":1}!' } });
  expect(plain.exchange(said)).toEqual(said);
});

test.each([
  ['a password that ends in a backslash', `no: {"pwd":"x\\\\","a":"b"}`, `no: {"pwd":"[redacted]","a":"b"}`],
  [
    'one in JSON in JSON',
    `no: {\\"pwd\\":\\"x\\\\\\\\\\",\\"a\\":1}`,
    `no: {\\"pwd\\":\\"[redacted]\\",\\"a\\":1}`,
  ],
  [
    'a password of digits in a URL',
    'to https://h/?d=%7B%22pwd%22%3A12%7D&a=1',
    'to https://h/?d=%7B%22pwd%22%3A%22%5Bredacted%5D%22%7D&a=1',
  ],
  ['a password of digits', 'no: {"password": 123456, "a": 1}', 'no: {"password": "[redacted]", "a": 1}'],
])('redaction of %s keeps the text after it, and changes nothing when applied again', (_, note, expected) => {
  const once = plain.exchange(exchange('/api/x', {}, { note }));
  expect(once.reply?.body).toEqual({ json: { note: expected } });
  expect(plain.exchange(once)).toEqual(once);
});

test('redaction removes a password that was sent as a number', () => {
  const { request } = plain.exchange(
    exchange('/api/x', { body: { json: { password: 123456, client_secret: [1], password_size: 6 } } }),
  );
  expect(request.body).toEqual({
    json: { password: '[redacted]', client_secret: ['[redacted]'], password_size: 6 },
  });
});

describe('redaction keeps', () => {
  test.each<[string, Omit<Exchange, 'id'>]>([
    ['a search', exchange('/api/users?search=email:a%2Bb@c.d&per_page=500')],
    [
      'a null, a flag and a number under a secret name',
      exchange('/api/x', {}, { password: null, has_token: true, token_count: 3 }),
    ],
    [
      'where tokens are got',
      exchange(
        '/api/x',
        {},
        { tokenURL: 'https://h/token', authorizationURL: 'https://h/a', token_type: 'bearer' },
      ),
    ],
    [
      'what is asked of passwords and signatures, and when one was changed',
      exchange(
        '/api/connections',
        {
          method: 'POST',
          body: { json: { options: { passwordPolicy: 'good', signatureAlgorithm: 'rsa-sha256' } } },
        },
        { last_password_reset: '2015-01-31T10:00:00.000Z' },
      ),
    ],
    [
      'public halves and names',
      exchange('/api/x', {}, { signingKey: { cert: 'C', subject: 'S' }, name: 'a key', clientID: 'x' }),
    ],
    [
      'an e-mail address',
      exchange('/api/users/x@y.zz', {}, { email: 'x@y.zz', picture: 'https://h/?s=480&r=pg' }),
    ],
    [
      'a script without a secret, as it is written',
      {
        ...exchange('/api/users/a?cbx=cb'),
        reply: { status: 200, headers: {}, body: { text: 'cb( {"status": 200, "user": {"a": 1.0}} );' } },
      },
    ],
    [
      'a text that speaks of a token',
      {
        ...exchange('/api/x'),
        reply: { status: 200, headers: {}, body: { text: 'no token here; password wanted. Code: 5' } },
      },
    ],
    ['a search for two words', exchange('/api/users?search=basic+membership')],
    ['a search by a date', exchange('/api/users?search=last_password_reset:%222015-01-01%22')],
    [
      'what a program puts before a secret',
      exchange('/api/rules', {
        body: {
          json: {
            script: `go({ 'Authorization': 'Bearer ' + context.token, password: '' }, t => t.token === user.token);`,
          },
        },
      }),
    ],
    [
      'JSON in a text that holds a list of none',
      exchange('/api/x', {}, { note: '{"tokens":[],"password":null,"secret":{"a":1}}' }),
    ],
    ['a query with an odd percent sign', exchange('/api/users?search=50%')],
  ])('%s', (_, given) => {
    expect(plain.exchange(given)).toEqual(given);
  });

  test('the rest of a target whose credentials are left out', () => {
    expect(plain.exchange(exchange(`/api/users?access_token=x&per_page=2`)).request.target).toBe(
      '/api/users?per_page=2',
    );
    expect(plain.exchange(exchange(`/api/users?bewit=x`)).request.target).toBe('/api/users');
  });
});

describe('a request that held a secret', () => {
  test('is marked as not repeatable', () => {
    const { request } = plain.exchange(
      exchange(`/api/users/a/refresh_tokens/${canary}`, { method: 'DELETE' }),
    );
    expect(isRedacted(request)).toBe(true);
    expect(
      isRedacted(plain.exchange(exchange('/api/x', { body: { json: { password: 'x' } } })).request),
    ).toBe(true);
  });

  test('is not a request that lost only its own token', () => {
    expect(isRedacted(plain.exchange(exchange(`/api/users?access_token=${canary}`)).request)).toBe(false);
  });
});

describe('e-mail addresses by a keyed hash', () => {
  const hashed = createRedaction(map, 'key');

  test('are equal in every place and every spelling', () => {
    const spelled = ['Ann+x@Example.com', 'ann%2Bx%40example.com', 'ann+x%40example.com'].map(
      (address) => hashed.exchange(exchange(`/api/users?search=email:${address}`)).request.target,
    );
    expect(new Set(spelled).size).toBe(1);
    const [target = ''] = spelled;
    const reply = hashed.exchange(
      exchange('/api/x', {}, { note: 'to <ann+x@example.com>', email: 'ann+x@example.com' }),
    ).reply;
    const hash = target.slice(target.lastIndexOf(':') + 1);
    expect(hash).toMatch(/^[0-9a-f]{20}@hashed\.invalid$/);
    expect(reply?.body).toEqual({ json: { note: `to <${hash}>`, email: hash } });
  });

  test('replace the address in keys, callers and links, too', () => {
    const given: Omit<Exchange, 'id'> = {
      ...exchange('/api/users', {}, { 'ann@example.com': 1, user_id: 'ad|ann@example.com' }),
      caller: 'user:ad|ann@example.com',
    };
    const text = JSON.stringify(
      hashed.exchange({
        ...given,
        reply: {
          status: 200,
          headers: { link: '<https://h/?search=email%3Aann%40example.com>; rel="next"' },
          body: { json: { x: 'ann@example.com' } },
        },
      }),
    );
    expect(text).not.toMatch(/ann/);
  });

  test('differ with another key, and do not change when hashed again', () => {
    const body = (redaction: typeof hashed) =>
      redaction.exchange(exchange('/api/x', {}, { email: 'ann@example.com' }));
    const once = body(hashed);
    expect(body(createRedaction(map, 'other'))).not.toEqual(once);
    expect(hashed.exchange(once)).toEqual(once);
    expect(createRedaction(map, 'other').emails).not.toEqual(hashed.emails);
    expect(plain.emails).toBe('plain');
  });
});

describe('the time to redact a text', () => {
  // A careless regular expression starts again at every position of these: 100 kB took minutes.
  test.each([
    'x@',
    'x.',
    'eyJ-',
    'eyJaaaaaaaa-',
    'a%2B',
    '%2B',
    '%40',
    '://a',
    'bearer ',
    '?code',
    'a@b-',
    '?token',
    '"pwd":"',
    '\\\\"',
    '"token',
    'pwd=',
    "pwd:'",
    "pwd:'\\\\",
    'pwd:"\\\\"',
    '%22pwd%22',
    '%22pwd%22:%22',
    '"\\\\u0077',
    'a ',
    '"a" + ',
    '{"pwd":1',
    '{"a":"',
  ])('stays under 5 s of CPU time for repetitions of %j', (part) => {
    // The end of the text makes each regular expression look at all the text before it.
    const text = `${part.repeat(400_000 / part.length)} eyJ =://@`;
    const startedAt = process.cpuUsage().user;
    createRedaction(map, 'key').reply(
      { status: 200, headers: {}, body: { text } },
      { method: 'GET', target: '/', headers: {} },
    );
    expect((process.cpuUsage().user - startedAt) / 1e6).toBeLessThan(5);
  });
});
