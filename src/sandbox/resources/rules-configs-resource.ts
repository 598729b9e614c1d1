import type { FieldRule } from '../field-rule.js';
import { anyText } from '../field-rule.js';
import { textAt } from '../json-value.js';
import { bodyObject } from '../operation.js';
import type { Operation } from '../operation.js';
import { rulesOf } from './rules-resource.js';

const key: FieldRule = { type: 'string', maxLength: 127, pattern: /^[A-Za-z0-9_\-@*+:]*$/ };

/** `/rules-configs`: values are never returned, except in the answer to the PUT (recorded). Not frozen. */
export const rulesConfigsResource: readonly Operation[] = [
  {
    method: 'GET',
    path: '/rules-configs',
    scopes: ['read:rules_configs'],
    // Recorded: paging parameters are accepted and ignored.
    query: { page: anyText, per_page: anyText, include_totals: anyText },
    answer: (_call, { tenant }) => ({
      status: 200,
      body: [...rulesOf(tenant).configs.keys()].map((name) => ({ key: name })),
    }),
  },
  {
    method: 'PUT',
    path: '/rules-configs/:key',
    scopes: ['update:rules_configs'],
    params: { key },
    body: { type: 'object', closed: true, required: ['value'], fields: { value: anyText } },
    answer: (call, { tenant }) => {
      const value = textAt(bodyObject(call), 'value') ?? '';
      const name = call.params['key'] ?? '';
      rulesOf(tenant).configs.set(name, value);
      return { status: 200, body: { key: name, value } };
    },
  },
  {
    method: 'DELETE',
    path: '/rules-configs/:key',
    scopes: ['delete:rules_configs'],
    params: { key },
    answer: (call, { tenant }) => {
      rulesOf(tenant).configs.delete(call.params['key'] ?? '');
      return { status: 204 };
    },
  },
];
