import { randomBytes } from 'node:crypto';
import { demoClients } from '../../src/sandbox/demo/demo-tenant.js';

export const connection = 'Username-Password-Authentication';

/** Every secret that passes through holdover in the canary test, with its name in a report. */
export const secrets = {
  'service secret': canary('service'),
  'app secret': canary('app'),
  'global secret': canary('global'),
  'wrong secret': canary('wrong'),
  'token key': randomBytes(32).toString('base64url'),
  'new password': `New-1!${canary('new')}`,
  'plain password': `New-1${urlSafeCanary('plain')}`,
  'wrong password': canary('guess'),
  'weak password': 'zq~7',
  'refresh token in the path': urlSafeCanary('refresh'),
  'made-up bearer': urlSafeCanary('bearer'),
  'made-up token in the query': urlSafeCanary('query'),
  "a user's own token": urlSafeCanary('usertoken'),
  'bearer of a passed call': urlSafeCanary('passed'),
};

/** The fields that fetch uses. */
export type CanaryCall = readonly [
  method: string,
  path: string,
  headers: Record<string, string>,
  body?: string,
];

const inForm = { 'content-type': 'application/x-www-form-urlencoded' };
const inJson = { 'content-type': 'application/json' };
const password = secrets['new password'];
const strange = secrets['made-up token in the query'];
const clientId = demoClients.app.clientId;
const wrong = {
  client_id: clientId,
  client_secret: secrets['wrong secret'],
  grant_type: 'client_credentials',
};

/** A request outside v1: holdover passes the tenant's answer on unchanged. */
export function passingCalls(token: string): CanaryCall[] {
  const bearer = { authorization: `Bearer ${token}` };
  const passed = { authorization: `Bearer ${secrets['bearer of a passed call']}` };
  return [
    ['POST', '/oauth/token', inJson, `{"client_secret":"${secrets['wrong secret']}`],
    ['POST', '/oauth/token', { 'content-type': 'text/plain' }, form(wrong)],
    ['POST', `/oauth/token?${form(wrong)}`, {}],
    ['POST', '/oauth/token', inForm, form({ client_secret: secrets['app secret'] })],
    ['POST', '/oauth/token', inForm, form({ ...wrong, grant_type: 'authorization_code', code: strange })],
    ['GET', `/api/nothing?access_token=${strange}&password=${strange}`, bearer],
    ['GET', `/userinfo?access_token=${strange}`, passed],
    ['GET', `/tokeninfo?id_token=${token}`, bearer],
    ['POST', '/dbconnections/change_password', inForm, form({ password: secrets['wrong password'] })],
  ];
}

/** Requests of a v1 client, valid and invalid, with a secret in every place that can hold one. */
export function v1Calls(token: string, userId: string): CanaryCall[] {
  const id = encodeURIComponent(userId);
  return [
    ...tokenCalls(),
    ...readCalls(token, id),
    ...passwordCalls(token, id),
    ...unreadableCalls(token, id),
    ...placeCalls(token, id),
  ];
}

/**
 * The same token in every place that can hold one, on requests that it allows and on others.
 *
 * @param bearer a user's id_token or a v2 token, valid or not
 */
export function jwtCalls(bearer: string, userId: string): CanaryCall[] {
  const id = encodeURIComponent(userId);
  const write = writer(bearer);
  const headers = { authorization: `Bearer ${bearer}` };
  const lowerCase = { authorization: `bearer ${bearer}` };
  const withoutSignature = bearer.replace(/[^.]*$/, '');
  return [
    ['GET', `/api/users/${id}`, headers],
    ['GET', `/api/users/${id}`, lowerCase],
    ['GET', `/api/users/${id}`, { authorization: `Bearer ${withoutSignature}` }],
    ['GET', `/api/users/${id}`, { authorization: `Basic ${bearer}` }],
    ['GET', `/api/users/${id}?access_token=${bearer}`, {}],
    ['GET', `/api/users/${id}?access_token=${bearer}&cbx=fn`, {}],
    ['GET', `/api/users/${id}?access_token=${bearer}&cbx=no+name`, {}],
    ['GET', `/api/users/auth0%7Cnobody?access_token=${bearer}&cbx=fn`, {}],
    ['GET', `/api/users/auth0%7Cnobody/metadata`, headers],
    ['GET', `/api/users?per_page=2&access_token=${bearer}`, {}],
    ['GET', `/api/users?per_page=2&bewit=${bearer}`, {}],
    ['GET', '/api/clients', headers],
    write('PATCH', `/api/users/${id}/metadata`, { hobby: 'surf' }),
    write('PUT', `/api/users/${id}/metadata`, [bearer]),
    write('PUT', `/api/users/${id}/password`, { password: [bearer] }),
    write('POST', `/api/users/${id}/publickey`, { device: 'phone', public_key: bearer }),
    write('POST', '/unlink', { access_token: bearer, user_id: 'google-oauth2|1' }),
  ];
}

function tokenCalls(): CanaryCall[] {
  const basic = btoa(`id:${secrets['made-up bearer']}`);
  return [
    ['POST', '/oauth/token', inForm, form(wrong)],
    ['POST', '/oauth/token', inJson, JSON.stringify(wrong)],
    ['POST', '/oauth/token', inForm, form({ ...wrong, client_id: 'unknown' })],
    ['POST', '/oauth/token', inForm, form({ ...wrong, client_id: '' })],
    ['POST', '/oauth/token', { ...inForm, authorization: `Basic ${basic}` }, form(wrong)],
    ['GET', '/api/users', { authorization: `Bearer ${secrets['made-up bearer']}` }],
    ['GET', '/api/users', { authorization: `Basic ${basic}` }],
    ['GET', `/api/users?access_token=${strange}`, {}],
    ['GET', `/api/users?bewit=${strange}&per_page=1`, {}],
  ];
}

function readCalls(token: string, id: string): CanaryCall[] {
  const bearer = { authorization: `Bearer ${token}` };
  return [
    ['GET', '/api/users?per_page=2', bearer],
    ['GET', `/api/users/${id}`, bearer],
    ['GET', `/api/users/${id}?access_token=${token}`, {}],
    ['GET', `/api/users/auth0%7Cnobody?access_token=${token}`, {}],
    ['GET', `/api/users?per_page=-1&access_token=${token}`, {}],
    ['GET', `/api/users?search=%ZZ&access_token=${token}`, {}],
    ['GET', `/api/users?access_token=${strange}&per_page=none`, bearer],
  ];
}

function passwordCalls(token: string, id: string): CanaryCall[] {
  const write = writer(token);
  const changed = `/api/users/${id}/password`;
  const ticket = `/api/users/${id}/change_password_ticket`;
  const right = '/public/api/users/validate_userpassword';
  const user = { connection, email: 'a@canary.test', password };
  const guess = {
    connection,
    username: 'x@y.test',
    password: secrets['wrong password'],
    client_id: clientId,
  };
  const weak = { connection: 'Partner-Portal', username: 'canary', email: 'weak@canary.test' };
  return [
    write('PUT', changed, { password, verify: true }),
    write('PUT', changed, { password: secrets['plain password'] }),
    write('PUT', changed, { password: secrets['weak password'] }),
    write('PUT', changed, { password: [password] }),
    write('PUT', changed, { password: { nested: password } }),
    write('PUT', changed, { password, verify: secrets['wrong password'] }),
    write('PUT', '/api/users/auth0%7Cnobody/password', { password }),
    write('PUT', '/api/users/nobody@nowhere.test/password', { password, connection }),
    write('PUT', '/api/users/nobody@nowhere.test/password', { password }),
    write('POST', '/api/users', { ...user, email: 'no address' }),
    write('POST', '/api/users', { ...user, connection: 'none' }),
    write('POST', '/api/users', { ...user, username: 7 }),
    write('POST', '/api/users', user),
    write('POST', '/api/users', user),
    write('POST', '/api/users', { ...weak, password: secrets['weak password'] }),
    write('POST', ticket, { newPassword: password, resultUrl: 'no url' }),
    write('POST', ticket, { newPassword: password }),
    write('PATCH', `/api/users/${id}`, { blocked: 'perhaps', password }),
    write('PUT', `/api/users/${id}/email`, { email: 'no address', password }),
    ['POST', right, inForm, form(guess)],
    ['POST', right, inForm, form({ connection, password: secrets['wrong password'] })],
  ];
}

function unreadableCalls(token: string, id: string): CanaryCall[] {
  const path = `/api/users/${id}/password`;
  const json = { ...inJson, authorization: `Bearer ${token}` };
  return [
    ['PUT', path, json, `{"password":"${password}"`],
    ['PUT', path, json, `{"password":"${secrets['plain password']}"`],
    ['PUT', path, json, `password=${password}`],
    ['PUT', path, json, `"${secrets['wrong password']}`],
    ['PUT', path, { ...json, 'content-type': 'application/xml' }, `<password>${secrets['plain password']}`],
    ['PUT', path, { ...json, 'content-encoding': 'gzip' }, `{"password":"${password}"}`],
  ];
}

/** Secrets in the path, in the query and in unknown fields. */
function placeCalls(token: string, id: string): CanaryCall[] {
  const write = writer(token);
  const bearer = { authorization: `Bearer ${token}` };
  const refreshToken = `/api/users/${id}/refresh_tokens/${secrets['refresh token in the path']}`;
  const own = secrets["a user's own token"];
  return [
    ['DELETE', refreshToken, bearer],
    ['DELETE', refreshToken, {}],
    ['GET', `${refreshToken}/no/such/route`, bearer],
    ['GET', `/api/users/${id}/nothing?client_secret=${strange}`, bearer],
    ['PUT', `/api/users/${id}/password?password=${strange}`, bearer],
    write('POST', '/unlink', { access_token: own, user_id: 'google-oauth2|1' }),
    write('POST', '/unlink', { access_token: own, user_id: 7 }),
    write('POST', `/users/${id}/impersonate`, { protocol: 'x', client_secret: secrets['wrong secret'] }),
  ];
}

function writer(token: string): (method: string, path: string, body: unknown) => CanaryCall {
  const headers = { ...inJson, authorization: `Bearer ${token}` };
  return (method, path, body) => [method, path, headers, JSON.stringify(body)];
}

function form(fields: Record<string, string>): string {
  return new URLSearchParams(fields).toString();
}

/** A secret with characters that every encoding changes. */
function canary(name: string): string {
  return `${urlSafeCanary(name)}+/?%&"é`;
}

function urlSafeCanary(name: string): string {
  return `${name}${randomBytes(9).toString('hex')}`;
}
