import type { FieldRule } from '../field-rule.js';
import { anyBoolean, anyObject, anyText } from '../field-rule.js';

const name: FieldRule = { type: 'string', minLength: 1, maxLength: 300 };
const halfName: FieldRule = { type: 'string', minLength: 1, maxLength: 150 };
const username: FieldRule = { type: 'string', minLength: 1, maxLength: 128 };
const password: FieldRule = { type: 'string', minLength: 1 };
const email: FieldRule = { type: 'string', format: 'email' };
const phone: FieldRule = { type: 'string', pattern: /^\+[0-9]{1,15}$/ };
const picture: FieldRule = { type: 'string', format: 'strict-uri' };

/** Body of `POST /users` (official OpenAPI). */
export const userCreateBody: FieldRule = {
  type: 'object',
  closed: true,
  required: ['connection'],
  fields: {
    connection: { type: 'string', minLength: 1 },
    user_id: { type: 'string', maxLength: 255, pattern: /^\S*$/ },
    email,
    phone_number: phone,
    username,
    password,
    email_verified: anyBoolean,
    phone_verified: anyBoolean,
    blocked: anyBoolean,
    verify_email: anyBoolean,
    given_name: halfName,
    family_name: halfName,
    name,
    nickname: name,
    picture,
    user_metadata: anyObject,
    app_metadata: anyObject,
  },
};

/**
 * Body of `PATCH /users/{id}`. The OpenAPI allows unknown properties, but the server refuses them with the words
 * below (issues 2015-2017).
 */
export const userPatchBody: FieldRule = {
  type: 'object',
  closed: true,
  closedHint:
    '(consider storing them in app_metadata or user_metadata. ' +
    'See "Users Metadata" in https://auth0.com/docs/api/v2/changes for more details)',
  fields: {
    connection: { type: 'string', minLength: 1 },
    client_id: { type: 'string', minLength: 1 },
    email: nullable(email),
    phone_number: nullable(phone),
    username: nullable(username),
    password: nullable(password),
    email_verified: anyBoolean,
    phone_verified: anyBoolean,
    blocked: anyBoolean,
    verify_email: anyBoolean,
    verify_phone_number: anyBoolean,
    given_name: nullable(halfName),
    family_name: nullable(halfName),
    name: nullable(name),
    nickname: nullable(name),
    picture: nullable(picture),
    user_metadata: anyObject,
    app_metadata: anyObject,
  },
};

const readable = [
  'phone_number',
  'email',
  'email_verified',
  'picture',
  'username',
  'user_id',
  'name',
  'nickname',
  'created_at',
  'identities',
  'app_metadata',
  'user_metadata',
  'last_ip',
  'last_login',
  'logins_count',
  'updated_at',
  'blocked',
  'family_name',
  'given_name',
]
  .map((field) => `(${field})`)
  .join('|');

/** `fields` of the reads by id and by e-mail (official OpenAPI of 2025-09 has the pattern). */
export const userProjectionQuery = {
  fields: { ...anyText, pattern: new RegExp(`^(${readable})(,(${readable}))*$`) },
  include_fields: anyBoolean,
} as const satisfies Record<string, FieldRule>;

function nullable(rule: FieldRule): FieldRule {
  return { ...rule, type: ['string', 'null'] };
}
