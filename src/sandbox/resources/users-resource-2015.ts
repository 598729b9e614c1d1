import type { FieldRule } from '../field-rule.js';
import { anyBoolean } from '../field-rule.js';
import type { JsonObject } from '../json-value.js';
import { textAt, without } from '../json-value.js';
import { bodyObject } from '../operation.js';
import type { Operation, V2Answer, V2Call, World } from '../operation.js';
import { sendPasswordChange } from '../users/password-change-mail.js';
import { checkUpdate } from '../users/user-update-rules.js';
import { updateTarget } from '../users/user-update.js';
import { V2Error } from '../v2-error.js';
import { userPatchBody } from './user-fields.js';
import type { SearchEngine2015 } from './users-list-2015.js';
import { usersList2015 } from './users-list-2015.js';
import { checkFieldScopes, theUser, userOperations } from './users-resource.js';

const { create, get, patch, remove } = userOperations;

/** `/users` and `/users/{id}` of 2015: an older search, `DELETE /users`, and PATCH with `verify_password`. */
export function usersResource2015(engine: SearchEngine2015): Operation[] {
  return [
    usersList2015(engine),
    create,
    get,
    { ...patch, body: patchBody, answer: patchUser2015 },
    remove,
    // Renamed to /allusers on 2016-09-13 (facts: section 2).
    { method: 'DELETE', path: '/users', scopes: ['delete:users'], answer: deleteAllUsers },
  ];
}

const patchBody: FieldRule = {
  ...userPatchBody,
  fields: { ...userPatchBody.fields, verify_password: anyBoolean },
};

/** Fields that another field requires (facts: section 7d); the error for a missing one is inferred. */
const needs: Readonly<Record<string, readonly string[]>> = {
  email: ['connection', 'client_id'],
  phone_number: ['connection', 'client_id'],
  email_verified: ['connection'],
  phone_verified: ['connection'],
  username: ['connection'],
  password: ['connection'],
};

/** With `verify_password` the password only changes when the user follows the link in a mail. */
function patchUser2015(call: V2Call, world: World): V2Answer {
  const body = bodyObject(call);
  checkFieldScopes(call, Object.keys(body));
  checkNeeds(body);
  const password = body['verify_password'] === true ? textAt(body, 'password') : undefined;
  if (password === undefined)
    return patch.answer({ ...call, body: without(body, ['verify_password']) }, world);
  const user = theUser(world.tenant, call.params['id'] ?? '');
  checkUpdate(world.tenant, updateTarget(world.tenant, user, textAt(body, 'connection')), body);
  sendPasswordChange(world, user, password);
  return patch.answer({ ...call, body: without(body, ['verify_password', 'password']) }, world);
}

function checkNeeds(body: JsonObject): void {
  const missing = Object.entries(needs)
    .filter(([field]) => body[field] !== undefined)
    .flatMap(([, needed]) => needed)
    .find((name) => body[name] === undefined);
  if (missing === undefined) return;
  throw new V2Error(
    400,
    `Payload validation error: 'Missing required property: ${missing}'.`,
    'invalid_body',
  );
}

function deleteAllUsers(_call: V2Call, { tenant }: World): V2Answer {
  for (const { user_id } of tenant.users.all()) tenant.users.erase(user_id);
  for (const { id } of tenant.devices.all()) tenant.devices.remove(id);
  return { status: 204 };
}
