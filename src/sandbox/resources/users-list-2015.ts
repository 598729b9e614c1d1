import type { FieldRule } from '../field-rule.js';
import type { JsonObject } from '../json-value.js';
import { textAt } from '../json-value.js';
import { compileLucene } from '../lucene/evaluate.js';
import { grammarV2 } from '../lucene/grammar-v2.js';
import { parseLucene } from '../lucene/parse.js';
import type { Operation, V2Answer, V2Call, World } from '../operation.js';
import { offsetAnswer, offsetPage, project } from '../paging.js';
import type { Tenant } from '../tenant.js';
import { firstInOrder } from '../users/user-order.js';
import { userSearchSchema2015 } from '../users/user-search-schema-2015.js';
import { userView } from '../users/user-view.js';
import { V2Error } from '../v2-error.js';
import { shownTo, userListQuery } from './users-resource.js';

/**
 * The user search of a tenant in 2015: Elasticsearch in the cloud (`v2`), the database on an appliance (`v1`)
 * (seed).
 */
export type SearchEngine2015 = 'v1' | 'v2';

const query: Record<string, FieldRule> = {
  ...userListQuery,
  search_engine: { type: 'string', enum: ['v1', 'v2'] },
};

/** `GET /users` of 2015, for a tenant with this engine. */
export function usersList2015(own: SearchEngine2015): Operation {
  return {
    method: 'GET',
    path: '/users',
    scopes: ['read:users'],
    query,
    answer: (call, world) => listUsers(call, world, own),
  };
}

function listUsers(call: V2Call, { tenant }: World, own: SearchEngine2015): V2Answer {
  checkEngine(call.query, own);
  const find = { v1: inDatabase, v2: inIndex }[own];
  const { page, perPage } = offsetPage(call.query);
  const found = find(call.query, tenant);
  const items = firstInOrder(found, {
    sort: textAt(call.query, 'sort'),
    count: (page + 1) * perPage,
    schema: userSearchSchema2015,
  });
  const show = (user: JsonObject): JsonObject => project(shownTo(call, user), call.query);
  return offsetAnswer(call, { key: 'users', items, total: found.length, show, withLength: true });
}

/**
 * `connection` selects engine v1; `q` requires engine v2 by name. Texts: facts, section 4, without the parts about
 * v3.
 */
function checkEngine(query: JsonObject, own: SearchEngine2015): void {
  const named = textAt(query, 'search_engine');
  const byConnection = textAt(query, 'connection') !== undefined;
  if (named === 'v2' && byConnection) {
    throw refused("The 'connection' parameter is available only if you specify 'search_engine=v1'.");
  }
  if (textAt(query, 'q') !== undefined && named !== 'v2') {
    throw refused("The 'q' parameter is available only if you specify 'search_engine=v2'.");
  }
  const engine = named ?? (byConnection ? 'v1' : own);
  if (engine !== own) throw refused(`You are not allowed to use search_engine=${engine}.`);
}

function inDatabase(query: JsonObject, tenant: Tenant): JsonObject[] {
  const name = textAt(query, 'connection');
  return tenant.users
    .all()
    .filter(
      ({ identities }) => name === undefined || identities.some(({ connection }) => connection === name),
    )
    .map(userView);
}

/** Returns at most 10,000 results (facts: section 8b); the error is inferred. */
function inIndex(query: JsonObject, tenant: Tenant): JsonObject[] {
  const { page, perPage } = offsetPage(query);
  if ((page + 1) * perPage > 10_000) {
    throw new V2Error(400, 'You can only page through the first 10000 records.', 'invalid_paging');
  }
  const q = textAt(query, 'q');
  const users = tenant.users.indexed();
  return q === undefined
    ? users
    : users.filter(compileLucene(parseLucene(q, grammarV2), userSearchSchema2015));
}

function refused(message: string): V2Error {
  return new V2Error(400, message, 'invalid_query_string');
}
