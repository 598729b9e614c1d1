import type { FieldRule } from '../field-rule.js';
import { anyBoolean, anyObject, anyText } from '../field-rule.js';
import type { Operation } from '../operation.js';
import { projectionQuery } from '../paging.js';
import { clientCreateBody, clientPatchBody } from './client-fields.js';
import { clientOperations, projected } from './clients-resource.js';

const jwtConfiguration: FieldRule = {
  type: 'object',
  closed: true,
  fields: {
    lifetime_in_seconds: { type: 'integer' },
    scopes: anyObject,
    alg: anyText,
    secret_encoded: anyBoolean,
  },
};

const { list, create, get, patch, remove } = clientOperations;

/** `/clients` of 2015: the list is not paged (auth0-PHP 2.0.0), and `secret_encoded` is accepted (facts: section 2). */
export const clientsResource2015: readonly Operation[] = [
  {
    ...list,
    query: projectionQuery,
    answer: (call, { tenant }) => ({
      status: 200,
      body: tenant.clients.all().map((client) => projected(call, client)),
    }),
  },
  { ...create, body: withEncoding(clientCreateBody) },
  get,
  { ...patch, body: withEncoding(clientPatchBody) },
  remove,
];

function withEncoding(body: FieldRule): FieldRule {
  return { ...body, fields: { ...body.fields, jwt_configuration: jwtConfiguration } };
}
