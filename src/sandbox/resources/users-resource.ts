import type { FieldRule } from '../field-rule.js';
import { anyText } from '../field-rule.js';
import type { JsonObject } from '../json-value.js';
import { textAt } from '../json-value.js';
import { asIndexed, compileLucene } from '../lucene-evaluate.js';
import { parseLucene } from '../lucene-parse.js';
import { bodyObject } from '../operation.js';
import type { Operation, V2Answer, V2Call, World } from '../operation.js';
import { offsetAnswer, offsetPage, offsetQuery, project, projectionQuery } from '../paging.js';
import type { Tenant } from '../tenant.js';
import { createUser } from '../user-create.js';
import type { UserRecord } from '../user-record.js';
import { smallest } from '../smallest.js';
import { userSearchSchema } from '../user-search-schema.js';
import { updateUser } from '../user-update.js';
import { userView, withoutIdpTokens } from '../user-view.js';
import { V2Error } from '../v2-error.js';
import { userCreateBody, userPatchBody, userProjectionQuery } from './user-fields.js';

const listQuery: Record<string, FieldRule> = {
  ...offsetQuery,
  ...projectionQuery,
  sort: { type: 'string', pattern: /^(([a-zA-Z0-9_.]+)):(1|-1)$/ },
  connection: anyText,
  q: anyText,
  search_engine: { type: 'string', enum: ['v1', 'v2', 'v3'] },
  primary_order: { type: 'boolean' },
};

/** `/users` and `/users/{id}`. */
export const usersResource: readonly Operation[] = [
  {
    method: 'GET',
    path: '/users',
    scopes: ['read:users', 'read:user_idp_tokens'],
    query: listQuery,
    answer: listUsers,
  },
  {
    method: 'POST',
    path: '/users',
    scopes: ['create:users'],
    body: userCreateBody,
    answer: (call, { tenant }) => ({
      status: 201,
      body: shownTo(call, userView(createUser(tenant, bodyObject(call)))),
    }),
  },
  {
    method: 'GET',
    path: '/users/:id',
    scopes: ['read:users', 'read:current_user', 'read:user_idp_tokens'],
    query: userProjectionQuery,
    answer: (call, { tenant }) => {
      const user = shownTo(call, userView(theUser(tenant, call.params['id'] ?? '')));
      return { status: 200, body: project(user, call.query) };
    },
  },
  {
    method: 'PATCH',
    path: '/users/:id',
    scopes: ['update:users', 'update:users_app_metadata', 'update:current_user_metadata'],
    body: userPatchBody,
    answer: patchUser,
  },
  {
    method: 'DELETE',
    path: '/users/:id',
    scopes: ['delete:users', 'delete:current_user'],
    // Recorded: 204 also when the user is already gone.
    answer: (call, { tenant }) => {
      const id = call.params['id'] ?? '';
      tenant.users.erase(id);
      for (const device of tenant.devices.ofUser(id)) tenant.devices.remove(device.id);
      return { status: 204 };
    },
  },
];

/** @throws V2Error 404 `inexistent_user` (recorded) */
export function theUser(tenant: Tenant, userId: string): UserRecord {
  const user = tenant.users.get(userId);
  if (user === undefined) throw new V2Error(404, 'The user does not exist.', 'inexistent_user');
  return user;
}

/** A user as this caller may see it: the identity providers' tokens need their own scope (since 2016-08-08). */
export function shownTo(call: V2Call, view: JsonObject): JsonObject {
  return call.caller.scopes.has('read:user_idp_tokens') ? view : withoutIdpTokens(view);
}

function listUsers(call: V2Call, { tenant }: World): V2Answer {
  const { query } = call;
  refuseOldEngines(query);
  const { page, perPage } = offsetPage(query);
  if ((page + 1) * perPage > 1000) {
    const help = 'https://auth0.com/docs/users/search/v3/view-search-results-by-page#limitation';
    throw new V2Error(
      400,
      `You can only page through the first 1000 records. See ${help}.`,
      'invalid_paging',
    );
  }
  const q = textAt(query, 'q');
  const matches = q === undefined ? () => true : compileLucene(parseLucene(q), userSearchSchema);
  const found = tenant.users.indexed().filter(matches);
  const items = firstInOrder(found, textAt(query, 'sort'), (page + 1) * perPage);
  const show = (user: JsonObject) => project(shownTo(call, user), query);
  return offsetAnswer(call, { key: 'users', items, total: found.length, show, withLength: true });
}

/** `connection` selects engine v1, which is gone (facts: trap 1). Texts: official OpenAPI and issues. */
function refuseOldEngines(query: JsonObject): void {
  const engine = textAt(query, 'connection') === undefined ? textAt(query, 'search_engine') : 'v1';
  if (engine === undefined || engine === 'v3') return;
  const hint = engine === 'v2' ? ' Use search_engine=v3 instead.' : '';
  throw new V2Error(
    400,
    `You are not allowed to use search_engine=${engine}.${hint}`,
    'invalid_query_string',
  );
}

/** The first `count` by one field, as it is indexed; users without it come last, whichever way. Not inside metadata (official). */
function firstInOrder(
  users: readonly JsonObject[],
  sort: string | undefined,
  count: number,
): readonly JsonObject[] {
  if (sort === undefined) return users;
  const [field = '', direction = '1'] = sort.split(':');
  if (/^(app|user)_metadata\b/.test(field)) {
    throw new V2Error(
      400,
      `Query validation error: 'Sorting by metadata is not supported' on property sort.`,
      'invalid_query_string',
    );
  }
  const keyed = users.map((user) => ({ user, key: sortKey(user, field) }));
  return smallest(keyed, count, inOrder(Number(direction))).map(({ user }) => user);
}

type Keyed = { readonly user: JsonObject; readonly key: string | undefined };

function inOrder(sign: number): (one: Keyed, other: Keyed) => number {
  return ({ key: a }, { key: b }) => {
    if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
    if (a === b) return 0;
    return a < b ? -sign : sign;
  };
}

function sortKey(user: JsonObject, field: string): string | undefined {
  const value = user[field];
  if (typeof value === 'number') return String(value).padStart(20, '0');
  if (typeof value === 'boolean') return String(value);
  return typeof value === 'string' ? asIndexed(value, field, userSearchSchema) : undefined;
}

function patchUser(call: V2Call, { tenant }: World): V2Answer {
  const body = bodyObject(call);
  checkFieldScopes(call, Object.keys(body));
  const user = theUser(tenant, call.params['id'] ?? '');
  return { status: 200, body: shownTo(call, userView(updateUser(tenant, user, body))) };
}

/** The two narrow scopes open one field each (official); the text is from an issue of 2016. */
function checkFieldScopes(call: V2Call, fields: readonly string[]): void {
  const { scopes } = call.caller;
  if (scopes.has('update:users')) return;
  const open = new Set<string>();
  if (scopes.has('update:users_app_metadata')) open.add('app_metadata');
  if (scopes.has('update:current_user_metadata')) open.add('user_metadata');
  const closed = fields.filter((field) => !open.has(field));
  if (closed.length === 0) return;
  throw new V2Error(
    403,
    `You cannot update the following fields: ${closed.join(', ')}`,
    'insufficient_scope',
  );
}
