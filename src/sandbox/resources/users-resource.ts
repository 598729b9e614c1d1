import type { FieldRule } from '../field-rule.js';
import { anyText } from '../field-rule.js';
import type { JsonObject } from '../json-value.js';
import { textAt } from '../json-value.js';
import { compileLucene } from '../lucene/evaluate.js';
import { parseLucene } from '../lucene/parse.js';
import { bodyObject } from '../operation.js';
import type { Operation, V2Answer, V2Call, World } from '../operation.js';
import { offsetAnswer, offsetPage, offsetQuery, project, projectionQuery } from '../paging.js';
import type { Tenant } from '../tenant.js';
import { createUser } from '../users/user-create.js';
import { firstInOrder } from '../users/user-order.js';
import type { UserRecord } from '../users/user-record.js';
import { userSearchSchema } from '../users/user-search-schema.js';
import { updateUser } from '../users/user-update.js';
import { userView, withoutIdpTokens } from '../users/user-view.js';
import { V2Error } from '../v2-error.js';
import { userCreateBody, userPatchBody, userProjectionQuery } from './user-fields.js';

/** Parameters that every engine accepts. */
export const userListQuery: Record<string, FieldRule> = {
  ...offsetQuery,
  ...projectionQuery,
  sort: { type: 'string', pattern: /^(([a-zA-Z0-9_.]+)):(1|-1)$/ },
  connection: anyText,
  q: anyText,
};

const listQuery: Record<string, FieldRule> = {
  ...userListQuery,
  search_engine: { type: 'string', enum: ['v1', 'v2', 'v3'] },
  primary_order: { type: 'boolean' },
};

/** The operations on `/users` and `/users/{id}`, by name. */
export const userOperations = {
  list: {
    method: 'GET',
    path: '/users',
    scopes: ['read:users', 'read:user_idp_tokens'],
    query: listQuery,
    answer: listUsers,
  },
  create: {
    method: 'POST',
    path: '/users',
    scopes: ['create:users'],
    body: userCreateBody,
    answer: (call, { tenant }) => ({
      status: 201,
      body: shownTo(call, userView(createUser(tenant, bodyObject(call)))),
    }),
  },
  get: {
    method: 'GET',
    path: '/users/:id',
    scopes: ['read:users', 'read:current_user', 'read:user_idp_tokens'],
    query: userProjectionQuery,
    answer: (call, { tenant }) => {
      const user = shownTo(call, userView(theUser(tenant, call.params['id'] ?? '')));
      return { status: 200, body: project(user, call.query) };
    },
  },
  patch: {
    method: 'PATCH',
    path: '/users/:id',
    scopes: ['update:users', 'update:users_app_metadata', 'update:current_user_metadata'],
    body: userPatchBody,
    answer: patchUser,
  },
  remove: {
    method: 'DELETE',
    path: '/users/:id',
    scopes: ['delete:users', 'delete:current_user'],
    // Recorded: 204 even if the user is already gone.
    answer: (call, { tenant }) => {
      const id = call.params['id'] ?? '';
      tenant.users.erase(id);
      for (const device of tenant.devices.ofUser(id)) tenant.devices.remove(device.id);
      return { status: 204 };
    },
  },
} as const satisfies Record<string, Operation>;

/** `/users` and `/users/{id}`. */
export const usersResource: readonly Operation[] = Object.values(userOperations);

/** @throws V2Error 404 `inexistent_user` (recorded) */
export function theUser(tenant: Tenant, userId: string): UserRecord {
  const user = tenant.users.get(userId);
  if (user === undefined) throw new V2Error(404, 'The user does not exist.', 'inexistent_user');
  return user;
}

/** A user as the caller may see it: the identity providers' tokens require their own scope (since 2016-08-08). */
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
  const items = firstInOrder(found, {
    sort: textAt(query, 'sort'),
    count: (page + 1) * perPage,
    schema: userSearchSchema,
  });
  const show = (user: JsonObject) => project(shownTo(call, user), query);
  return offsetAnswer(call, { key: 'users', items, total: found.length, show, withLength: true });
}

/** `connection` selects engine v1, which no longer exists (facts: trap 1). Texts: official OpenAPI and issues. */
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

function patchUser(call: V2Call, { tenant }: World): V2Answer {
  const body = bodyObject(call);
  checkFieldScopes(call, Object.keys(body));
  const user = theUser(tenant, call.params['id'] ?? '');
  return { status: 200, body: shownTo(call, userView(updateUser(tenant, user, body))) };
}

/**
 * Each of the two narrow scopes allows one field (official); the text is from an issue of 2016.
 *
 * @throws V2Error 403 `insufficient_scope`
 */
export function checkFieldScopes(call: V2Call, fields: readonly string[]): void {
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
