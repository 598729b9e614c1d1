import { describe, expect, test } from '@jest/globals';
import { GatewayError } from '../../../src/errors/gateway-error.js';
import { ruleToV1 } from '../../../src/reshapes/rules/rule-to-v1.js';
import { ruleToV2 } from '../../../src/reshapes/rules/rule-to-v2.js';
import { ruleUpdateToV2 } from '../../../src/reshapes/rules/rule-update-to-v2.js';
import { frozen } from './json-arbitrary.js';

const recorded = {
  id: 'rul_IJ6YEV0I9J0hYPv3',
  enabled: true,
  script: 'function (user, context, cb) { cb(null, user, context);}',
  name: 'rubytest - ENABLED',
  order: 4,
  stage: 'login_success',
};

describe('a rule for a v1 client', () => {
  test.each([
    { title: 'nothing is an empty rule', rule: null, shown: {} },
    {
      title: 'one of which v2 says nothing is neither on nor off',
      rule: { name: 'a' },
      shown: { name: 'a' },
    },
    { title: 'one that is off', rule: { enabled: false }, shown: { status: false } },
  ])('$title', ({ rule, shown }) => {
    expect(ruleToV1(frozen(rule))).toStrictEqual(shown);
  });

  test('a recorded rule has status instead of enabled, and its id also as rule_id', () => {
    const { enabled, ...rest } = recorded;
    expect(ruleToV1(frozen(recorded))).toStrictEqual({ ...rest, rule_id: rest.id, status: enabled });
  });
});

describe('a rule from a v1 client', () => {
  test.each([
    { title: 'nothing', sent: undefined, fields: {} },
    { title: 'only what v2 does not take', sent: { _id: 1, stage: 's', tenant: 't' }, fields: {} },
    { title: 'both words for the same', sent: { status: false, enabled: true }, fields: { enabled: false } },
    { title: "v2's word alone", sent: { enabled: false, order: 0 }, fields: { enabled: false, order: 0 } },
    {
      title: 'a whole one that was read before',
      sent: ruleToV1(recorded),
      fields: { enabled: true, script: recorded.script, name: recorded.name, order: 4 },
    },
  ])('$title', ({ sent, fields }) => {
    expect(ruleToV2(frozen(sent))).toStrictEqual(fields);
  });
});

describe('the change of a rule', () => {
  test.each<{ title: string; sent: object; change: object }>([
    {
      title: 'what the rule has is not sent again',
      sent: { ...recorded, order: 5 },
      change: { enabled: true, order: 5 },
    },
    {
      title: 'no change at all is sent as its status',
      sent: { name: recorded.name },
      change: { enabled: true },
    },
    { title: 'a status is always sent', sent: { status: true }, change: { enabled: true } },
    {
      title: 'a script that differs by a space',
      sent: { script: `${recorded.script} ` },
      change: { script: `${recorded.script} ` },
    },
  ])('$title', ({ sent, change }) => {
    expect(ruleUpdateToV2(frozen({ rule: recorded, sent }))).toStrictEqual(change);
  });

  test.each([
    { name: '100% of it', sent: '100%25%20of%20it', change: { enabled: true } },
    { name: '100% of it', sent: '100%25 of it', change: { name: '100%25 of it' } },
    { name: '\ud800', sent: 'x', change: { name: 'x' } },
  ])(
    'for the name $name, takes $sent for the same name only if it is its percent-encoding',
    ({ name, sent, change }) => {
      expect(ruleUpdateToV2({ rule: { ...recorded, name }, sent: { name: sent } })).toStrictEqual(change);
    },
  );

  test('sends all given fields for a rule without a status', () => {
    expect(ruleUpdateToV2({ rule: { name: 'a' }, sent: { name: 'a' } })).toStrictEqual({ name: 'a' });
  });

  test.each([[undefined], [{}], [{ stage: 'login_success' }]])(
    '%j is refused, because it has no field that v2 can change',
    (sent) => {
      expect(() => ruleUpdateToV2({ rule: recorded, sent })).toThrow(GatewayError);
    },
  );
});
