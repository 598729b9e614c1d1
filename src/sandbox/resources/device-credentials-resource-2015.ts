import { deviceView } from '../device-store.js';
import type { DeviceRecord } from '../device-store.js';
import { anyBoolean, anyText } from '../field-rule.js';
import { textAt } from '../json-value.js';
import { bodyObject } from '../operation.js';
import type { Operation, V2Answer, V2Call, World } from '../operation.js';
import { project } from '../paging.js';
import { V2Error } from '../v2-error.js';
import { deviceOperations } from './device-credentials-resource.js';
import { theUser } from './users-resource.js';

const { create, remove } = deviceOperations;

/**
 * `/device-credentials` of 2015: the list is whole and need not name a user (facts: section 2). One is created for the
 * user that the token is about: an id_token's, or the `sub` of an API token with `create:current_user_device_credentials`;
 * or, with `create:device_credentials`, for the `user_id` of the body (auth0.net, which marks it as removed later).
 */
export const deviceCredentialsResource2015: readonly Operation[] = [
  {
    method: 'GET',
    path: '/device-credentials',
    scopes: ['read:device_credentials'],
    query: {
      fields: anyText,
      include_fields: anyBoolean,
      user_id: anyText,
      client_id: anyText,
      type: { type: 'string', enum: ['public_key', 'refresh_token'] },
    },
    answer: listDevices,
  },
  {
    ...create,
    scopes: ['create:device_credentials', ...create.scopes],
    body: { ...create.body, fields: { ...create.body.fields, user_id: anyText } },
    answer: (call, world) => {
      const named = textAt(bodyObject(call), 'user_id');
      const subject = call.caller.scopes.has('create:device_credentials') ? named : undefined;
      const caller = { ...call.caller, subject: subject ?? call.caller.subject };
      theUser(world.tenant, caller.subject);
      return create.answer({ ...call, caller }, world);
    },
  },
  {
    ...remove,
    answer: (call, world) => {
      checkOwner(call, world);
      return remove.answer(call, world);
    },
  },
];

function listDevices(call: V2Call, { tenant }: World): V2Answer {
  const asked = (key: 'user_id' | 'client_id' | 'type') => (device: DeviceRecord) =>
    call.query[key] === undefined || device[key] === textAt(call.query, key);
  const devices = tenant.devices
    .all()
    .filter(asked('user_id'))
    .filter(asked('client_id'))
    .filter(asked('type'));
  return { status: 200, body: devices.map((device) => project(deviceView(device), call.query)) };
}

/** @throws V2Error 403 for another user's credential, unless the caller may delete anybody's */
function checkOwner({ caller, params }: V2Call, { tenant }: World): void {
  if (caller.scopes.has('delete:device_credentials')) return;
  const device = tenant.devices.all().find(({ id }) => id === params['id']);
  if (device === undefined || device.user_id === caller.subject) return;
  throw new V2Error(403, 'User to be acted on does not match subject in bearer token.');
}
