import { randomBytes } from 'node:crypto';
import { isJsonObject, textAt, type JsonObject } from '../json-value.js';
import { neededText, objectIn, type V1Answer, type V1Call, type V1Operation } from './v1-operation.js';
import { v1Page } from './v1-page.js';
import { badRequest, notFound } from './v1-refusal.js';
import type { V1Store, V1User } from './v1-store.js';
import { changedUser, mainConnection, newV1User, refuseTaken } from './v1-user-rules.js';
import { v1UserSearch } from './v1-user-search.js';
import { v1UserView } from './v1-user-view.js';

const one = '/api/users/:user_id';
const done: V1Answer = { body: 'OK' };

/** The routes of users (facts v1, 4.4). */
export const v1UserRoutes: readonly V1Operation[] = [
  {
    method: 'GET',
    path: '/api/users',
    answer: (call) => listUsers(call, ofConnection(call.query['connection'])),
  },
  {
    method: 'GET',
    path: '/api/connections/:name/users',
    answer: (call) => listUsers(call, ofConnection(call.slots['name'])),
  },
  { method: 'GET', path: '/api/socialconnections/users', answer: (call) => listUsers(call, isSocial) },
  {
    method: 'GET',
    path: '/api/enterpriseconnections/users',
    answer: (call) => listUsers(call, isEnterprise),
  },
  {
    method: 'GET',
    path: '/api/clients/:client_id/users',
    answer: (call) => listUsers(call, ({ account }) => account['clientID'] === call.slots['client_id']),
  },
  { method: 'GET', path: one, answer: (call) => ({ body: v1UserView(theUser(call)) }) },
  { method: 'GET', path: `${one}/metadata`, answer: (call) => ({ body: theUser(call).metadata }) },
  { method: 'POST', path: '/api/users', answer: createUser },
  {
    method: 'PATCH',
    path: `${one}/metadata`,
    answer: (call) => setMetadata(call, { ...theUser(call).metadata, ...objectIn(call) }),
  },
  { method: 'PUT', path: `${one}/metadata`, answer: (call) => setMetadata(call, objectIn(call)) },
  { method: 'PUT', path: one, answer: replaceMetadataOld },
  { method: 'PATCH', path: one, answer: block },
  { method: 'PUT', path: `${one}/email`, answer: changeEmail },
  { method: 'PUT', path: `${one}/password`, answer: changePassword },
  { method: 'DELETE', path: one, answer: deleteUser },
  { method: 'DELETE', path: '/api/users', globalOnly: true, answer: deleteAll },
  { method: 'POST', path: `${one}/send_verification_email`, answer: sendVerification },
  { method: 'POST', path: `${one}/verification_ticket`, answer: (call) => ticket(call, 'verify_email') },
  { method: 'POST', path: `${one}/change_password_ticket`, answer: (call) => ticket(call, 'reset') },
  ...['/public/api/users/validate_userpassword', '/api/users/validate_userpassword'].map(
    (path): V1Operation => ({ method: 'POST', path, open: true, answer: validatePassword }),
  ),
];

function listUsers(call: V1Call, isListed: (user: V1User) => boolean): V1Answer {
  const isFound = v1UserSearch(call.query['search'] ?? '');
  const users = [...call.store.users.values()].filter((user) => isListed(user) && isFound(user));
  return v1Page(users.map(v1UserView), call);
}

/** The old API explorer sends `All` for no filter. */
function ofConnection(name: string | undefined): (user: V1User) => boolean {
  if (name === undefined || name === '' || name === 'All') return () => true;
  return ({ identities }) => identities.some(({ connection }) => connection === name);
}

function isSocial({ identities }: V1User): boolean {
  return identities.some((identity) => identity['isSocial'] === true);
}

/** As in the seed: `identities.isSocial:false AND NOT identities.provider:'auth0'`. */
function isEnterprise({ identities }: V1User): boolean {
  return (
    identities.some((identity) => identity['isSocial'] === false) &&
    identities.every(({ provider }) => provider !== 'auth0')
  );
}

/** Finds a user by user_id or `_id`, not by address. */
function theUser({ store, slots }: V1Call): V1User {
  const id = slots['user_id'] ?? '';
  const user = store.users.get(id) ?? [...store.users.values()].find(({ _id }) => _id === id);
  if (user === undefined) throw notFound('user not found');
  return user;
}

function createUser(call: V1Call): V1Answer {
  const user = newV1User(call.store, objectIn(call));
  save(call.store, user);
  const { email, email_verified } = user.profile;
  if (email !== undefined && email_verified !== true) mail(call.store, user);
  return { body: v1UserView(user) };
}

function setMetadata(call: V1Call, metadata: JsonObject): V1Answer {
  save(call.store, changedUser(call.store, theUser(call), { metadata }));
  return done;
}

/** For node before 0.4 (e5cb71a36). */
function replaceMetadataOld(call: V1Call): V1Answer {
  const { metadata } = objectIn(call);
  if (!isJsonObject(metadata)) throw badRequest('Missing required property: metadata');
  return setMetadata(call, metadata);
}

/** For .NET's Block and Unblock (f14fa8a5); no other change through this route is known. */
function block(call: V1Call): V1Answer {
  const { blocked } = objectIn(call);
  if (typeof blocked !== 'boolean') throw badRequest('"blocked" must be true or false.');
  const user = theUser(call);
  save(call.store, changedUser(call.store, user, { account: { ...user.account, blocked } }));
  return done;
}

/** A new address is unverified. No source says so, but otherwise anyone could have any address verified. */
function changeEmail(call: V1Call): V1Answer {
  const { store } = call;
  const body = objectIn(call);
  const email = neededText(body, 'email');
  const user = theUser(call);
  const provider = user.identities[0]?.['provider'];
  if (provider !== 'auth0' && provider !== 'email')
    throw badRequest('This user has no address to be changed.');
  refuseTaken(store, { email }, { connection: mainConnection(user), own: user.user_id });
  const isSame = textAt(user.profile, 'email')?.toLowerCase() === email.toLowerCase();
  const profile = { ...user.profile, ...(isSame ? {} : { email_verified: false }), email };
  save(store, changedUser(store, user, { profile }));
  if (body['verify'] === true) mail(store, user);
  return done;
}

/** Serves `/{user_id}/password`, and `/{email}/password` with the connection in the body. */
function changePassword(call: V1Call): V1Answer {
  const { store, slots } = call;
  const body = objectIn(call);
  const password = neededText(body, 'password');
  const isByEmail = (slots['user_id'] ?? '').includes('@') && !(slots['user_id'] ?? '').includes('|');
  const user = isByEmail
    ? userOf(store, neededText(body, 'connection'), slots['user_id'] ?? '')
    : theUser(call);
  if (user === undefined) throw notFound('user not found');
  needsPassword(user);
  // With `verify`, the password does not change until the user follows the mail.
  if (body['verify'] === true) mail(store, user, 'password_change');
  else save(store, changedUser(store, user, { password }));
  return done;
}

function deleteUser(call: V1Call): V1Answer {
  call.store.users.delete(theUser(call).user_id);
  return done;
}

function deleteAll({ store }: V1Call): V1Answer {
  store.users.clear();
  return done;
}

function sendVerification(call: V1Call): V1Answer {
  const user = theUser(call);
  needsPassword(user);
  mail(call.store, user);
  return done;
}

/** Only database users have passwords, and addresses that get a mail. */
function needsPassword({ password }: V1User): void {
  if (password === undefined) throw badRequest('This is no user of a database.');
}

/** Returns a link; no page exists for it. */
function ticket(call: V1Call, page: 'reset' | 'verify_email'): V1Answer {
  const user = theUser(call);
  if (page === 'reset') needsPassword(user);
  else if (user.profile['email'] === undefined) throw badRequest('This user has no address.');
  return { body: { ticket: `${call.origin}/lo/${page}?ticket=${randomBytes(16).toString('base64url')}` } };
}

/** 200 or 404: .NET throws for any other status. */
function validatePassword(call: V1Call): V1Answer {
  const body = objectIn(call);
  const user = userOf(call.store, neededText(body, 'connection'), neededText(body, 'username'));
  const isRight = user?.password !== undefined && user.password === body['password'];
  if (!isRight || user.account['blocked'] === true) throw notFound('Wrong email or password.');
  return done;
}

/** Finds a user by address or user name. */
function userOf({ users }: V1Store, connection: string, name: string): V1User | undefined {
  return [...users.values()].find(
    (user) =>
      mainConnection(user) === connection &&
      ['email', 'username'].some((key) => textAt(user.profile, key)?.toLowerCase() === name.toLowerCase()),
  );
}

function save({ users }: V1Store, user: V1User): void {
  users.set(user.user_id, user);
}

function mail(
  { mails }: V1Store,
  { user_id: userId }: V1User,
  kind: 'password_change' | 'verification_email' = 'verification_email',
): void {
  mails.push({ kind, userId });
}
