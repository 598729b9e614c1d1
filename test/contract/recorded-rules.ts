import { textAt } from '../../src/sandbox/json-value.js';
import type { RuleRecord } from '../../src/sandbox/rule-store.js';
import type { Tenant } from '../../src/sandbox/tenant.js';
import type { Arrangement } from './recorded-arrangements.js';
import { recordedList, recordedObject } from './recorded-case.js';
import type { RecordedCase } from './recorded-case.js';

const idIn = ({ path }: RecordedCase): string => path.split('/').at(-1) ?? '';
const placeRule = (tenant: Tenant, rule: object): void => void tenant.rules.put(rule as RuleRecord);

const listedRules = (tenant: Tenant, recorded: RecordedCase): void => {
  for (const rule of recordedList(recorded)) placeRule(tenant, rule);
};
const oneRule = (tenant: Tenant, recorded: RecordedCase): void => {
  placeRule(tenant, recordedObject(recorded));
};
/** The rule before the recorded change. */
const ruleBefore = (tenant: Tenant, recorded: RecordedCase): void => {
  const changed = Object.keys(recorded.request_body as object);
  const before = { enabled: false, order: 1 };
  const undone = Object.entries(before).filter(([key]) => changed.includes(key));
  placeRule(tenant, { ...recordedObject(recorded), ...Object.fromEntries(undone) });
};
const oneTemplate = (tenant: Tenant, recorded: RecordedCase): void => {
  tenant.emailTemplates.set(idIn(recorded), recordedObject(recorded));
};
/** The template before the recorded change. */
const templateBefore = (tenant: Tenant, recorded: RecordedCase): void => {
  const before = { body: 'before', includeEmailInRedirect: true };
  tenant.emailTemplates.set(idIn(recorded), { ...recordedObject(recorded), ...before });
};
const config = (tenant: Tenant): void => void tenant.rules.configs.set('foo', 'before');
const newRule = { id: 'a random id' };

/** The recorded exchanges about rules, their configs and e-mail templates. */
export const rulesArrangements: Readonly<Record<string, Arrangement>> = {
  'rule-create': { compare: 'exact', except: newRule },
  'rule-delete': {
    given: (tenant, recorded) => {
      placeRule(tenant, { id: idIn(recorded), name: 'rubytest', order: 1 });
    },
    compare: 'exact',
  },
  'rule-get-404': { compare: 'exact' },
  'rule-get': { given: oneRule, compare: 'exact' },
  'rule-list-array': { given: listedRules, compare: 'exact' },
  'rule-list-enabled-false': {
    given: (tenant, recorded) => {
      listedRules(tenant, recorded);
      placeRule(tenant, { id: 'rul_IJ6YEV0I9J0hYPv3', enabled: true, name: 'on', order: 4 });
    },
    compare: 'exact',
  },
  'rule-list-include_totals': {
    given: (tenant, recorded) => {
      for (const rule of recordedList(recorded, 'rules')) placeRule(tenant, { ...rule, order: 1 });
    },
    compare: 'exact',
  },
  'rule-list-paginated-link': {
    given: (tenant, recorded) => {
      recordedList(recorded).forEach((rule, n) => {
        placeRule(tenant, { ...rule, id: `rul_${n}`, order: n });
      });
      placeRule(tenant, { id: 'rul_9', name: 'third', order: 9 });
    },
    compare: 'exact',
  },
  'rule-patch-2018': { given: ruleBefore, compare: 'exact' },
  'rule-patch': { given: ruleBefore, compare: 'exact' },
  'rules-configs-delete': { given: config, compare: 'exact' },
  'rules-configs-list': { given: config, compare: 'exact' },
  'rules-configs-set': { given: config, compare: 'exact' },
  'email-template-create-409': {
    given: (tenant, { request_body: sent }) => {
      const body = sent as Record<string, string>;
      tenant.emailTemplates.set(textAt(body, 'template') ?? '', body);
    },
    compare: 'exact',
  },
  'email-template-get-404': { compare: 'exact' },
  'email-template-get': { given: oneTemplate, compare: 'exact' },
  'email-template-patch': { given: templateBefore, compare: 'exact' },
  'email-template-put': { given: templateBefore, compare: 'exact' },
};

/** Recorded exchanges that cannot be repeated, and why. */
export const rulesInapplicable: Readonly<Record<string, string>> = {
  'rule-create-403-rules_not_allowed':
    'holds a stage, which the sandbox refuses before it looks whether rules are frozen; tested with the rules',
  'rule-create-with-stage-2018': 'stage is no longer taken: refused (tested with the rules)',
};
