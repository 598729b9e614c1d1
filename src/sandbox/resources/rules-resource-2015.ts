import type { FieldRule } from '../field-rule.js';
import { anyBoolean } from '../field-rule.js';
import type { Operation } from '../operation.js';
import { ruleOperations, rulesAsked } from './rules-resource.js';

const stage: FieldRule = {
  type: 'string',
  enum: ['login_success', 'login_failure', 'pre_authorize', 'user_registration'],
};
const { list, create, get, patch, remove } = ruleOperations;

/** `/rules` of 2015: the list is not paged (ruby-auth0 4.0.0), and `stage` is accepted (recorded 2018). */
export const rulesResource2015: readonly Operation[] = [
  {
    ...list,
    query: { ...get.query, enabled: anyBoolean },
    answer: (call, world) => ({ status: 200, body: rulesAsked(call, world) }),
  },
  { ...create, body: { ...create.body, fields: { ...create.body.fields, stage } } },
  get,
  { ...patch, body: { ...patch.body, fields: { ...patch.body.fields, stage } } },
  remove,
];
