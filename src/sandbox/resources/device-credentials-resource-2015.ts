import { deviceView } from '../device-store.js';
import type { DeviceRecord } from '../device-store.js';
import { anyBoolean, anyText } from '../field-rule.js';
import { textAt } from '../json-value.js';
import { bodyObject } from '../operation.js';
import type { Operation, V2Answer, V2Call, World } from '../operation.js';
import { project } from '../paging.js';
import { V2Error } from '../v2-error.js';
import { deviceOperations } from './device-credentials-resource.js';
import { missing } from './tickets-resource.js';
import { theUser } from './users-resource.js';

const { create, remove } = deviceOperations;

/**
 * `/device-credentials` of 2015: the list is not paged and need not name a user (facts: section 2). A machine
 * names the user in the body (`user_id` in auth0.net, `create:device_credentials` in auth0-PHP); otherwise it is
 * the token's user.
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
    answer: createDevice,
  },
  {
    ...remove,
    answer: (call, world) => {
      checkOwner(call, world);
      return remove.answer(call, world);
    },
  },
];

function createDevice(call: V2Call, world: World): V2Answer {
  const { caller } = call;
  const named = textAt(bodyObject(call), 'user_id');
  const isMachine = caller.scopes.has('create:device_credentials');
  if (isMachine && named === undefined) throw missing('user_id');
  const { user_id: subject } = theUser(
    world.tenant,
    isMachine ? world.tenant.ownId(named ?? '') : caller.subject,
  );
  return create.answer({ ...call, caller: { ...caller, subject } }, world);
}

function listDevices(call: V2Call, { tenant }: World): V2Answer {
  const asked =
    (key: 'user_id' | 'client_id' | 'type') =>
    (device: DeviceRecord): boolean =>
      call.query[key] === undefined || device[key] === tenant.ownId(textAt(call.query, key) ?? '');
  const devices = tenant.devices
    .all()
    .filter(asked('user_id'))
    .filter(asked('client_id'))
    .filter(asked('type'));
  return { status: 200, body: devices.map((device) => project(deviceView(device), call.query)) };
}

/** @throws V2Error 403 for another user's credential, unless the caller may delete all credentials */
function checkOwner({ caller, params }: V2Call, { tenant }: World): void {
  if (caller.scopes.has('delete:device_credentials')) return;
  const device = tenant.devices.all().find(({ id }) => id === params['id']);
  if (device === undefined || device.user_id === caller.subject) return;
  throw new V2Error(403, 'User to be acted on does not match subject in bearer token.');
}
