import fc from 'fast-check';
import { ruleToV1 } from '../../src/reshapes/rules/rule-to-v1.js';
import { ruleToV2 } from '../../src/reshapes/rules/rule-to-v2.js';
import { ruleUpdateToV2 } from '../../src/reshapes/rules/rule-update-to-v2.js';
import { frozen, objectFrom, sent, smallValues, type JsonObject } from '../unit/reshapes/json-arbitrary.js';
import { anyCharacter } from '../support/any-character.js';
import { trip, v2Fields } from './trip.js';

const names = fc.constantFrom('Add country', 'a', 'r-2');
const scripts = fc.oneof(
  fc.constant('function (user, context, callback) {}'),
  fc.string({ unit: anyCharacter }),
);
const made = { id: 'rul_1', stage: 'login_success' };

const newRules = fc
  .record(
    {
      name: names,
      script: scripts,
      status: fc.boolean(),
      order: fc.nat(),
      comment: smallValues,
      Status: smallValues,
    },
    { requiredKeys: ['name', 'script', 'status', 'order'] },
  )
  .map((rule) => sent(rule) as JsonObject);

/** v1 showed of a rule only what its clients wrote; fields that v2 adds are shown beside it. */
function createdInV1(
  { name, script, status, order, ...other }: JsonObject,
  lost: ReadonlySet<string>,
): unknown {
  return {
    ...(lost.has('other-field') ? {} : other),
    ...made,
    rule_id: made.id,
    name,
    script,
    status,
    order,
  };
}

const own = new Set(['name', 'enabled', 'order', 'script', 'id', 'stage', 'status']);
const fields = v2Fields('CreateRuleRequestContent').filter((field) => !own.has(field));
const rules = fc
  .tuple(
    fc.record({ name: names, script: scripts, enabled: fc.boolean(), order: fc.nat() }),
    fc.array(fc.tuple(fc.constantFrom(...fields, 'field_of_tomorrow'), smallValues), { maxLength: 3 }),
  )
  .map(([rule, other]) => sent({ ...objectFrom(other), ...rule, ...made }) as JsonObject);

export const ruleTrips = [
  trip({
    name: 'a rule that is created and read',
    entries: ['rules.create'],
    objects: newRules,
    got: (body) => ruleToV1(frozen({ ...made, ...ruleToV2(frozen(body)) })),
    expected: createdInV1,
  }),
  trip({
    name: 'a v2 rule that is read and put back',
    entries: ['rules.get', 'rules.update'],
    objects: rules,
    got: (rule) => ({ ...rule, ...ruleUpdateToV2(frozen({ rule, sent: ruleToV1(frozen(rule)) })) }),
    expected: (rule) => rule,
  }),
];
