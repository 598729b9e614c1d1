import type { FieldRule } from '../field-rule.js';
import { anyBoolean, anyText } from '../field-rule.js';
import type { JsonObject } from '../json-value.js';
import { numberAt, textAt } from '../json-value.js';
import { bodyObject } from '../operation.js';
import type { Operation, V2Answer, V2Call, World } from '../operation.js';
import { offsetAnswer, offsetQuery, project } from '../paging.js';
import type { RuleRecord, RuleStore } from '../rule-store.js';
import { ruleView } from '../rule-store.js';
import { V2Error } from '../v2-error.js';

const readable = '(name|enabled|script|order|id|stage)';
const projection: Record<string, FieldRule> = {
  fields: { ...anyText, pattern: new RegExp(`^${readable}(,${readable})*$`) },
  include_fields: anyBoolean,
};

const writable: Record<string, FieldRule> = {
  name: { type: 'string', pattern: /^[a-zA-Z0-9]([ \-a-zA-Z0-9]*[a-zA-Z0-9])?$/ },
  script: { type: 'string', minLength: 1 },
  order: { type: 'number', minimum: 0 },
  enabled: anyBoolean,
};

/** The operations on `/rules`, by name. */
export const ruleOperations = {
  list: {
    method: 'GET',
    path: '/rules',
    scopes: ['read:rules'],
    query: { ...offsetQuery, ...projection, enabled: anyBoolean },
    answer: listRules,
  },
  create: {
    method: 'POST',
    path: '/rules',
    scopes: ['create:rules'],
    body: { type: 'object', closed: true, required: ['name', 'script'], fields: writable },
    answer: createRule,
  },
  get: {
    method: 'GET',
    path: '/rules/:id',
    scopes: ['read:rules'],
    query: projection,
    answer: (call, { tenant }) => ({
      status: 200,
      body: project(ruleView(theRule(rulesOf(tenant), call)), call.query),
    }),
  },
  patch: {
    method: 'PATCH',
    path: '/rules/:id',
    scopes: ['update:rules'],
    body: { type: 'object', closed: true, minProperties: 1, fields: writable },
    answer: patchRule,
  },
  remove: { method: 'DELETE', path: '/rules/:id', scopes: ['delete:rules'], answer: deleteRule },
} as const satisfies Record<string, Operation>;

/** `/rules` (official OpenAPI): `stage` is no longer accepted. */
export const rulesResource: readonly Operation[] = Object.values(ruleOperations);

/** @throws V2Error 404 without an errorCode if rules are gone (inferred: like any unknown path) */
export function rulesOf({ rules }: World['tenant']): RuleStore {
  if (rules.state === 'gone') throw new V2Error(404, 'Not Found');
  return rules;
}

/** @throws V2Error 404 `inexistent_rule` (recorded) */
function theRule(rules: RuleStore, call: V2Call): RuleRecord {
  const rule = rules.get(call.params['id'] ?? '');
  if (rule === undefined) throw new V2Error(404, 'The rule does not exist', 'inexistent_rule');
  return rule;
}

function listRules(call: V2Call, world: World): V2Answer {
  const paged = call.query['page'] !== undefined || call.query['per_page'] !== undefined;
  return offsetAnswer(call, { key: 'rules', items: rulesAsked(call, world), withLink: paged });
}

/** All rules that match the query, unpaged, with the fields that it asks for. */
export function rulesAsked({ query }: V2Call, { tenant }: World): JsonObject[] {
  const enabled = query['enabled'];
  return rulesOf(tenant)
    .all()
    .filter((rule) => enabled === undefined || rule.enabled === enabled)
    .map((rule) => project(ruleView(rule), query));
}

function createRule(call: V2Call, { tenant }: World): V2Answer {
  const rules = rulesOf(tenant);
  if (rules.state !== 'open') throw notAllowed();
  const body = bodyObject(call);
  refuseConflict(rules, body);
  const rule = rules.put({
    id: `rul_${tenant.random.alphanumeric(16)}`,
    enabled: body['enabled'] !== false,
    script: textAt(body, 'script') ?? '',
    name: textAt(body, 'name') ?? '',
    order: numberAt(body, 'order') ?? rules.nextOrder(),
    stage: textAt(body, 'stage') ?? 'login_success',
  });
  return { status: 201, body: ruleView(rule) };
}

function patchRule(call: V2Call, { tenant }: World): V2Answer {
  const rules = rulesOf(tenant);
  const rule = theRule(rules, call);
  const body = bodyObject(call);
  // Since 2024-11-18 a rule can only be enabled and disabled (deprecations).
  if (rules.state !== 'open' && Object.keys(body).some((key) => key !== 'enabled')) throw notAllowed();
  refuseConflict(rules, body, rule.id);
  return { status: 200, body: ruleView(rules.put({ ...rule, ...body })) };
}

/**
 * An unknown rule is not 404 (official). Deleting a frozen rule is inferred: tenants are asked to remove their
 * rules.
 */
function deleteRule(call: V2Call, { tenant }: World): V2Answer {
  rulesOf(tenant).remove(call.params['id'] ?? '');
  return { status: 204 };
}

/** Official: 409 for the name or the order of another rule; the message is inferred. */
function refuseConflict(rules: RuleStore, body: JsonObject, own?: string): void {
  for (const key of ['name', 'order'] as const) {
    const taken = rules.all().some((rule) => rule.id !== own && rule[key] === body[key]);
    if (taken) throw new V2Error(409, `A rule with the same ${key} already exists`);
  }
}

/** Recorded for a tenant without rules. */
function notAllowed(): V2Error {
  return new V2Error(403, 'Insufficient privileges to use this deprecated feature.', 'rules_not_allowed');
}
