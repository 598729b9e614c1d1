import { expect } from '@jest/globals';
import { demoUser } from '../../src/sandbox/demo/demo-tenant.js';

/**
 * One request as a legacy client sends it, and the answer it needs. In `send` and `body`, `{token}` is the v1 token of
 * the demo's app client, `{id}` the percent-encoded and `{raw-id}` the raw id of a user made for this row alone,
 * `{email}` the address; `{client}` and `{secret}` are the app client's own.
 */
export interface WireRow {
  readonly does: string;
  readonly send: readonly string[];
  readonly body?: string;
  readonly status: number;
  readonly type: 'application/json' | 'text/plain';
  /** The whole text of the body, or a matcher of the parsed JSON. */
  readonly answer: unknown;
  /** v2's view of the row's user afterwards; `null` when the user must be deleted. */
  readonly stored?: object | null;
}

const connection = 'Username-Password-Authentication';
const ok = { status: 200, type: 'text/plain', answer: 'OK' } as const;
const json = { status: 200, type: 'application/json' } as const;
const ticket = { ...json, answer: { ticket: expect.stringMatching(/^https?:\/\/\S+$/) } } as const;
const theUser = { ...json, answer: expect.objectContaining({ email: '{email}', plan: 'gold' }) } as const;
const userNotFound = {
  status: 404,
  type: 'application/json',
  answer: expect.objectContaining({ error: 'inexistent_user', detail: 'user not found', statusCode: 404 }),
} as const;
const aToken = {
  ...json,
  answer: { access_token: expect.stringMatching(/^[A-Za-z0-9._~-]+$/), token_type: 'bearer' },
} as const;

/** RestSharp 105: the token in the query of every call, an Accept list with XML, `Content-Length: 0`. */
const restSharp = [
  'Accept: application/json, application/xml, text/json, text/x-json, text/javascript, text/xml',
  'User-Agent: RestSharp/105.0.1.0',
];
const dotNet: readonly WireRow[] = [
  {
    does: 'gets a token with a form',
    send: ['POST /oauth/token', ...restSharp, 'Content-Type: application/x-www-form-urlencoded'],
    body: 'client_id={client}&client_secret={secret}&grant_type=client_credentials',
    ...aToken,
  },
  {
    does: 'lists users',
    send: ['GET /api/users?per_page=2&access_token={token}', ...restSharp, 'Content-Length: 0'],
    ...json,
    answer: expect.arrayContaining([expect.objectContaining({ identities: expect.any(Array) })]),
  },
  {
    does: 'searches the users of a connection, everything encoded',
    send: [
      `GET /api/connections/${connection}/users?search={email-encoded}&access_token={token}`,
      ...restSharp,
      'Content-Length: 0',
    ],
    ...json,
    answer: [expect.objectContaining({ email: '{email}' })],
  },
  {
    does: 'searches social users',
    send: [
      'GET /api/socialconnections/users?access_token={token}&search=nobody%40nowhere.test',
      ...restSharp,
    ],
    ...json,
    answer: [],
  },
  {
    does: 'searches enterprise users',
    send: [
      'GET /api/enterpriseconnections/users?access_token={token}&search=nobody%40nowhere.test',
      ...restSharp,
    ],
    ...json,
    answer: [],
  },
  {
    does: 'gets a user',
    send: ['GET /api/users/{id}?access_token={token}', ...restSharp, 'Content-Length: 0'],
    ...theUser,
  },
  {
    does: 'is told of an unknown user in words that hold "user not found"',
    send: ['GET /api/users/auth0%7Cnobody?access_token={token}', ...restSharp, 'Content-Length: 0'],
    ...userNotFound,
  },
  {
    does: 'creates a user with pretty JSON and the slash at the end',
    send: ['POST /api/users/?access_token={token}', ...restSharp, 'Content-Type: application/json'],
    body: `{\r\n  "email": "new-{email}",\r\n  "password": "Pretty-Passw0rd!",\r\n  "connection": "${connection}",\r\n  "email_verified": true,\r\n  "additionalData": "22343"\r\n}`,
    ...json,
    answer: expect.objectContaining({
      email: 'new-{email}',
      additionalData: '22343',
      identities: expect.any(Array),
    }),
  },
  {
    does: 'changes the e-mail address',
    send: ['PUT /api/users/{id}/email?access_token={token}', ...restSharp, 'Content-Type: application/json'],
    body: '{\r\n  "email": "changed-{email}",\r\n  "verify": false\r\n}',
    ...ok,
    stored: { email: 'changed-{email}' },
  },
  {
    does: 'changes the password by id',
    send: [
      'PUT /api/users/{id}/password?access_token={token}',
      ...restSharp,
      'Content-Type: application/json',
    ],
    body: '{\r\n  "password": "New-Passw0rd!",\r\n  "verify": false\r\n}',
    ...ok,
  },
  {
    does: 'changes the password by address, with a raw @',
    send: [
      'PUT /api/users/{email}/password?access_token={token}',
      ...restSharp,
      'Content-Type: application/json',
    ],
    body: `{\r\n  "email": "{email}",\r\n  "password": "New-Passw0rd!",\r\n  "connection": "${connection}",\r\n  "verify": false\r\n}`,
    ...ok,
  },
  {
    does: 'replaces metadata, with a number and a null',
    send: [
      'PUT /api/users/{id}/metadata?access_token={token}',
      ...restSharp,
      'Content-Type: application/json',
    ],
    body: '{\r\n  "CustomerId": 4442,\r\n  "n": null\r\n}',
    ...ok,
    stored: { app_metadata: { CustomerId: 4442 } },
  },
  {
    does: 'merges metadata',
    send: [
      'PATCH /api/users/{id}/metadata?access_token={token}',
      ...restSharp,
      'Content-Type: application/json',
    ],
    body: '{\r\n  "CustomerId": 4442\r\n}',
    ...ok,
    stored: { app_metadata: { plan: 'gold', CustomerId: 4442 } },
  },
  {
    does: 'blocks a user',
    send: ['PATCH /api/users/{id}?access_token={token}', ...restSharp, 'Content-Type: application/json'],
    body: '{\r\n  "blocked": true\r\n}',
    ...ok,
    stored: { blocked: true },
  },
  {
    does: 'sends a verification mail with neither body nor content type',
    send: [
      'POST /api/users/{id}/send_verification_email?access_token={token}',
      ...restSharp,
      'Content-Length: 0',
    ],
    ...ok,
  },
  {
    does: 'makes a verification ticket with neither body nor content type',
    send: [
      'POST /api/users/{id}/verification_ticket?access_token={token}',
      ...restSharp,
      'Content-Length: 0',
    ],
    ...ticket,
  },
  {
    does: 'makes a verification ticket with a form',
    send: [
      'POST /api/users/{id}/verification_ticket?access_token={token}',
      ...restSharp,
      'Content-Type: application/x-www-form-urlencoded',
    ],
    body: 'resultUrl=https%3A%2F%2Fapp.test%2Fdone%3Fa%3Db',
    ...ticket,
  },
  {
    does: 'makes a password ticket with a form',
    send: [
      'POST /api/users/{id}/change_password_ticket?access_token={token}',
      ...restSharp,
      'Content-Type: application/x-www-form-urlencoded',
    ],
    body: 'newPassword=Ticket-Passw0rd%21&resultUrl=https%3A%2F%2Fapp.test%2Fdone',
    ...ticket,
  },
  {
    does: 'deletes a user',
    send: ['DELETE /api/users/{id}?access_token={token}', ...restSharp, 'Content-Length: 0'],
    ...ok,
    stored: null,
  },
  {
    does: 'finds a password right',
    send: [
      'POST /public/api/users/validate_userpassword',
      ...restSharp,
      'Content-Type: application/x-www-form-urlencoded',
    ],
    body: `connection=${connection}&username={email-encoded}&password=Row-Passw0rd%21&client_id={client}`,
    ...ok,
  },
  {
    does: 'finds a password wrong',
    send: [
      'POST /public/api/users/validate_userpassword',
      ...restSharp,
      'Content-Type: application/x-www-form-urlencoded',
    ],
    body: `connection=${connection}&username={email-encoded}&password=wrong&client_id={client}`,
    status: 404,
    type: 'application/json',
    answer: expect.objectContaining({ statusCode: 404, error: 'invalid_user_password' }),
  },
];

/** rest-client: JSON content type on everything, a bare `?` (3.6.1), `{}` on DELETE (3.6.1) or nothing (4.13). */
const restClient = [
  'Accept: */*; q=0.5, application/xml',
  'Authorization: Bearer {token}',
  'Content-Type: application/json',
];
const ruby: readonly WireRow[] = [
  {
    does: 'gets a token with JSON and an old token still in the header',
    send: [
      'POST /oauth/token',
      'Accept: */*',
      'Authorization: Bearer of-long-ago',
      'Content-Type: application/json',
    ],
    body: '{"client_id":"{client}","client_secret":"{secret}","grant_type":"client_credentials"}',
    ...aToken,
  },
  {
    does: 'lists up to 500 users with an empty search',
    send: ['GET /api/users?search=&per_page=500', ...restClient],
    ...json,
    answer: expect.arrayContaining([expect.objectContaining({ email: '{email}' })]),
  },
  {
    does: 'searches with a raw plus and a space after the colon',
    send: ['GET /api/users?search=email:%20{email}&per_page=500', ...restClient],
    ...json,
    answer: [expect.objectContaining({ email: '{email}' })],
  },
  { does: 'gets a user with a bare ?', send: ['GET /api/users/{id}?', ...restClient], ...theUser },
  {
    does: 'lists devices with a bare ?',
    send: ['GET /api/users/{id}/devices?', ...restClient],
    ...json,
    answer: [],
  },
  {
    does: 'lists the log entries of a user',
    send: ['GET /api/users/{id}/logs?page=0&per_page=50', ...restClient],
    ...json,
    answer: expect.objectContaining({
      start: 0,
      limit: 50,
      length: expect.any(Number),
      logs: expect.any(Array),
    }),
  },
  {
    does: 'creates a user without the slash, and 200 is the only success of 1.x',
    send: ['POST /api/users', ...restClient],
    body: `{"email":"new-{email}","password":"Ruby-Passw0rd!","connection":"${connection}","email_verified":false}`,
    ...json,
    answer: expect.objectContaining({ email: 'new-{email}', email_verified: false }),
  },
  {
    does: 'changes the e-mail address',
    send: ['PUT /api/users/{id}/email', ...restClient],
    body: '{"email":"c-{email}","verify":true}',
    ...ok,
    stored: { email: 'c-{email}' },
  },
  {
    does: 'changes the password',
    send: ['PUT /api/users/{id}/password', ...restClient],
    body: '{"password":"New-Passw0rd!","verify":true}',
    ...ok,
  },
  {
    does: 'changes the password by address',
    send: ['PUT /api/users/{email-encoded}/password', ...restClient],
    body: `{"email":"{email}","password":"New-Passw0rd!","connection":"${connection}","verify":true}`,
    ...ok,
  },
  {
    does: 'replaces metadata',
    send: ['PUT /api/users/{id}/metadata', ...restClient],
    body: '{"a":[1]}',
    ...ok,
    stored: { app_metadata: { a: [1] } },
  },
  {
    does: 'merges metadata and gets OK, unquoted',
    send: ['PATCH /api/users/{id}/metadata', ...restClient],
    body: '{"custom_field":"custom_value"}',
    ...ok,
    stored: { app_metadata: { plan: 'gold', custom_field: 'custom_value' } },
  },
  {
    does: 'sends a verification mail',
    send: ['POST /api/users/{id}/send_verification_email', ...restClient],
    body: '{}',
    ...ok,
  },
  {
    does: 'makes a verification ticket',
    send: ['POST /api/users/{id}/verification_ticket', ...restClient],
    body: '{"resultUrl":"https://app.test/"}',
    ...ticket,
  },
  {
    does: 'makes a password ticket',
    send: ['POST /api/users/{id}/change_password_ticket', ...restClient],
    body: '{"newPassword":"Ticket-Passw0rd!","resultUrl":null}',
    ...ticket,
  },
  {
    does: 'is told that public keys need the user',
    send: ['POST /api/users/{id}/public_key', ...restClient],
    body: '{"device":"d","public_key":"k"}',
    status: 501,
    type: 'application/json',
    answer: expect.objectContaining({
      statusCode: 501,
      detail: expect.stringContaining('device credential'),
    }),
  },
  {
    does: 'is told of a device without a key',
    send: ['DELETE /api/users/{id}/public_key?device=nothing', ...restClient],
    status: 404,
    type: 'application/json',
    answer: expect.objectContaining({ statusCode: 404, detail: 'device not found' }),
  },
  {
    does: 'revokes a refresh token by its value',
    send: ['DELETE /api/users/{id}/refresh_tokens/rt', ...restClient],
    ...ok,
  },
  {
    does: 'deletes a user with {} (3.6.1)',
    send: ['DELETE /api/users/{id}', ...restClient],
    body: '{}',
    ...ok,
    stored: null,
  },
  {
    does: 'deletes a user with a content type and nothing (4.13)',
    send: ['DELETE /api/users/{id}', ...restClient],
    ...ok,
    stored: null,
  },
];

/** PHP's curl: the id unencoded, no content type. */
const php: readonly WireRow[] = [
  {
    does: 'gets a user by the raw id',
    send: ['GET /api/users/{raw-id}', 'Accept: */*', 'Authorization: Bearer {token}'],
    ...theUser,
  },
  {
    does: 'and with the small bearer of the old documents',
    send: ['GET /api/users/{raw-id}', 'authorization: bearer {token}'],
    ...theUser,
  },
  {
    does: 'sends a verification mail with nothing at all (Drupal)',
    send: ['POST /api/users/{raw-id}/send_verification_email', 'Authorization: Bearer {token}'],
    ...ok,
  },
  {
    does: 'deletes by the raw id',
    send: ['DELETE /api/users/{raw-id}', 'Authorization: Bearer {token}'],
    ...ok,
    stored: null,
  },
  {
    does: 'sends a verification mail by address (WordPress)',
    send: [
      'POST /api/users/send_verification_email',
      'Authorization: Bearer {token}',
      'Content-Type: application/json',
    ],
    body: `{"email":"{email}","connection":"${connection}"}`,
    ...ok,
  },
];

/** AFNetworking of Lock iOS. */
const lockIos: readonly WireRow[] = [
  {
    does: 'is told why its public key is not taken',
    send: [
      'POST /api/users/{id}/publickey',
      'Authorization: Bearer {token}',
      'Content-Type: application/json; charset=utf-8',
      'Accept: application/json',
    ],
    body: '{"public_key":"LS0t","device":"Ann\'s iPhone"}',
    status: 501,
    type: 'application/json',
    answer: expect.objectContaining({ statusCode: 501, error: 'not_implemented' }),
  },
  {
    does: 'is told of a device without a key',
    send: ['DELETE /api/users/{id}/publickey?device=Ann%27s%20iPhone', 'Authorization: Bearer {token}'],
    status: 404,
    type: 'application/json',
    answer: expect.objectContaining({ statusCode: 404, error: 'inexistent_device' }),
  },
];

/** A device of the demo, revoked by its name. */
const janesPhone: readonly WireRow[] = [
  {
    does: 'is revoked by its name',
    send: [
      `DELETE /api/users/${encodeURIComponent(demoUser.userId)}/publickey?device=Jane%27s%20phone`,
      'Authorization: Bearer {token}',
    ],
    ...ok,
  },
];

/** The API explorer: a slash at the end of every path, from a browser. */
const inBrowser = [
  'Authorization: Bearer {token}',
  'Origin: https://docs.test',
  'Content-Type: application/json',
];
const explorer: readonly WireRow[] = [
  {
    does: 'lists users',
    send: ['GET /api/users/?connection=All&search={email}', ...inBrowser],
    ...json,
    answer: [expect.objectContaining({ email: '{email}' })],
  },
  { does: 'gets a user', send: ['GET /api/users/{id}/', ...inBrowser], ...theUser },
  {
    does: 'changes the e-mail address',
    send: ['PUT /api/users/{id}/email/', ...inBrowser],
    body: '{"email":"x-{email}"}',
    ...ok,
    stored: { email: 'x-{email}' },
  },
  {
    does: 'changes the password',
    send: ['PUT /api/users/{id}/password/', ...inBrowser],
    body: '{"password":"New-Passw0rd!"}',
    ...ok,
  },
  {
    does: 'replaces metadata',
    send: ['PUT /api/users/{id}/metadata/', ...inBrowser],
    body: '{"a":1}',
    ...ok,
    stored: { app_metadata: { a: 1 } },
  },
  {
    does: 'merges metadata',
    send: ['PATCH /api/users/{id}/metadata/', ...inBrowser],
    body: '{"a":1}',
    ...ok,
    stored: { app_metadata: { a: 1, plan: 'gold' } },
  },
  {
    does: 'makes a password ticket',
    send: ['POST /api/users/{id}/change_password_ticket/', ...inBrowser],
    body: '{"newPassword":"Ticket-Passw0rd!"}',
    ...ticket,
  },
  { does: 'deletes a user', send: ['DELETE /api/users/{id}/', ...inBrowser], ...ok, stored: null },
  {
    does: 'is told that a token is missing',
    send: ['GET /api/users/{id}/', 'Origin: https://docs.test'],
    status: 401,
    type: 'application/json',
    answer: expect.objectContaining({
      statusCode: 401,
      error: 'invalid_token',
      error_description: expect.any(String),
    }),
  },
];

/** node before 0.4 had one method for metadata. */
const oldNode: readonly WireRow[] = [
  {
    does: 'replaces metadata with PUT of the user',
    send: ['PUT /api/users/{id}?access_token={token}', 'content-type: application/json'],
    body: '{"metadata":{"a":1,"n":null}}',
    ...ok,
    stored: { app_metadata: { a: 1 } },
  },
  {
    does: 'takes the token of the header where both came',
    send: ['GET /api/users/{id}?access_token=made-up', 'authorization: Bearer {token}'],
    ...theUser,
  },
];

/** By client. */
export const wireRows: readonly [client: string, rows: readonly WireRow[]][] = [
  ['.NET', dotNet],
  ['ruby', ruby],
  ['PHP', php],
  ['Lock iOS', lockIos],
  ["a device's key", janesPhone],
  ['the explorer', explorer],
  ['node before 0.4', oldNode],
];
