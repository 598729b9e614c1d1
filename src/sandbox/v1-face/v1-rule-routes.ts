import { randomBytes } from 'node:crypto';
import { numberAt, textAt, type JsonObject } from '../json-value.js';
import { neededText, objectIn, type V1Answer, type V1Call, type V1Operation } from './v1-operation.js';
import { badRequest, notFound } from './v1-refusal.js';
import type { V1Store } from './v1-store.js';

const one = '/api/rules/:name';

/** The routes of rules, which are identified by name (facts v1, section 7). */
export const v1RuleRoutes: readonly V1Operation[] = [
  { method: 'GET', path: '/api/rules', answer: ({ store }) => ({ body: inOrder(store) }) },
  { method: 'GET', path: one, answer: (call) => ({ body: theRule(call) }) },
  { method: 'POST', path: '/api/rules', answer: createRule },
  { method: 'PUT', path: one, answer: changeRule },
  {
    method: 'DELETE',
    path: one,
    answer: (call) => {
      call.store.rules.delete(textAt(theRule(call), 'name') ?? '');
      return { body: 'OK' };
    },
  },
];

/** By default the rule is on and comes last. Two rules may have the same order: only v2 forbids this. */
function createRule(call: V1Call): V1Answer {
  const { rules } = call.store;
  const body = objectIn(call);
  const name = neededText(body, 'name');
  const script = neededText(body, 'script');
  if (rules.has(name)) throw badRequest('A rule of that name exists already.');
  const last = Math.max(0, ...[...rules.values()].map((rule) => numberAt(rule, 'order') ?? 0));
  const id = `rul_${randomBytes(8).toString('hex')}`;
  const rule = {
    id,
    rule_id: id,
    name,
    script,
    status: statusIn(body) ?? true,
    order: numberAt(body, 'order') ?? last + 1,
  };
  rules.set(name, rule);
  return { status: 201, body: rule };
}

/** The name never changes: the `name` that node and the deploy webtask send is the same one. */
function changeRule(call: V1Call): V1Answer {
  const body = objectIn(call);
  const rule = theRule(call);
  const changed = {
    ...rule,
    script: textAt(body, 'script') ?? rule['script'] ?? '',
    status: statusIn(body) ?? rule['status'] ?? true,
    order: numberAt(body, 'order') ?? rule['order'] ?? 0,
  };
  call.store.rules.set(textAt(rule, 'name') ?? '', changed);
  return { body: changed };
}

/** Some tools send v2's field name. */
function statusIn({ status, enabled }: JsonObject): boolean | undefined {
  if (typeof status === 'boolean') return status;
  return typeof enabled === 'boolean' ? enabled : undefined;
}

function theRule({ store, slots }: V1Call): JsonObject {
  const rule = store.rules.get(slots['name'] ?? '');
  if (rule === undefined) throw notFound('rule not found');
  return rule;
}

function inOrder({ rules }: V1Store): JsonObject[] {
  return [...rules.values()].sort(
    (rule, other) => (numberAt(rule, 'order') ?? 0) - (numberAt(other, 'order') ?? 0),
  );
}
