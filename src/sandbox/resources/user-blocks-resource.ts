import { anyBoolean, anyText } from '../field-rule.js';
import { textAt } from '../json-value.js';
import type { Operation, V2Answer } from '../operation.js';
import type { Tenant } from '../tenant.js';
import type { UserRecord } from '../users/user-record.js';
import { theUser } from './users-resource.js';

const byIdentifier = { identifier: anyText, consider_brute_force_enablement: anyBoolean };

/** `/user-blocks`: brute-force blocks, which `blocked: false` does not remove (official). */
export const userBlocksResource: readonly Operation[] = [
  {
    method: 'GET',
    path: '/user-blocks',
    scopes: ['read:users'],
    query: byIdentifier,
    requiredQuery: ['identifier'],
    answer: (call, { tenant }) => blocksOf(tenant, [textAt(call.query, 'identifier') ?? '']),
  },
  {
    method: 'DELETE',
    path: '/user-blocks',
    scopes: ['update:users'],
    query: byIdentifier,
    requiredQuery: ['identifier'],
    answer: (call, { tenant }) => lift(tenant, [textAt(call.query, 'identifier') ?? '']),
  },
  {
    method: 'GET',
    path: '/user-blocks/:id',
    scopes: ['read:users'],
    query: { consider_brute_force_enablement: anyBoolean },
    answer: (call, { tenant }) => blocksOf(tenant, identifiers(theUser(tenant, call.params['id'] ?? ''))),
  },
  {
    method: 'DELETE',
    path: '/user-blocks/:id',
    scopes: ['update:users'],
    answer: (call, { tenant }) => lift(tenant, identifiers(theUser(tenant, call.params['id'] ?? ''))),
  },
];

function identifiers(user: UserRecord): string[] {
  return ['email', 'username', 'phone_number'].flatMap((key) => textAt(user.profile, key) ?? []);
}

function blocksOf(tenant: Tenant, names: readonly string[]): V2Answer {
  const blocks = tenant.blocks.filter((block) => names.includes(block.identifier));
  return { status: 200, body: { blocked_for: blocks.map((block) => ({ ...block })) } };
}

function lift(tenant: Tenant, names: readonly string[]): V2Answer {
  const kept = tenant.blocks.filter((block) => !names.includes(block.identifier));
  tenant.blocks.splice(0, tenant.blocks.length, ...kept);
  return { status: 204 };
}
