import { deviceView } from '../device-store.js';
import type { FieldRule } from '../field-rule.js';
import { anyBoolean, anyText } from '../field-rule.js';
import { textAt } from '../json-value.js';
import { bodyObject } from '../operation.js';
import type { Operation, V2Answer, V2Call, World } from '../operation.js';
import { offsetAnswer, offsetQuery, project } from '../paging.js';
import { V2Error } from '../v2-error.js';

const listQuery: Record<string, FieldRule> = {
  ...offsetQuery,
  per_page: { type: 'integer', minimum: 1, maximum: 100 },
  fields: anyText,
  include_fields: anyBoolean,
  user_id: anyText,
  client_id: anyText,
  type: { type: 'string', enum: ['public_key', 'refresh_token', 'rotating_refresh_token'] },
};

const createBody: FieldRule = {
  type: 'object',
  required: ['device_name', 'type', 'value', 'device_id'],
  fields: {
    device_name: { type: 'string', minLength: 1 },
    type: { type: 'string', enum: ['public_key'] },
    value: { type: 'string', minLength: 1 },
    device_id: { type: 'string', maxLength: 36, pattern: /^[-A-Fa-f0-9]+$/ },
    client_id: { type: 'string', format: 'client-id' },
  },
};

/**
 * The operations on `/device-credentials`, by name. Creating one requires an end user's token: a machine's token
 * has no such scope and gets 403 (facts: trap 3; the reply to a machine is inferred).
 */
export const deviceOperations = {
  list: {
    method: 'GET',
    path: '/device-credentials',
    scopes: ['read:device_credentials'],
    query: listQuery,
    requiredQuery: ['user_id'], // since 2020-12-17
    answer: listDevices,
  },
  create: {
    method: 'POST',
    path: '/device-credentials',
    scopes: ['create:current_user_device_credentials'],
    body: createBody,
    answer: createDevice,
  },
  remove: {
    method: 'DELETE',
    path: '/device-credentials/:id',
    scopes: ['delete:device_credentials', 'delete:current_user_device_credentials'],
    params: { id: { type: 'string', pattern: /^dcr_[A-Za-z0-9]{16}$/ } },
    answer: (call: V2Call, { tenant }: World): V2Answer => {
      tenant.devices.remove(call.params['id'] ?? '');
      return { status: 204 };
    },
  },
} as const satisfies Record<string, Operation>;

/** `/device-credentials`. */
export const deviceCredentialsResource: readonly Operation[] = Object.values(deviceOperations);

/** With paging and without a type, the list holds refresh tokens (official). */
function listDevices(call: V2Call, { tenant }: World): V2Answer {
  const { query } = call;
  const paged = query['page'] !== undefined || query['per_page'] !== undefined;
  const type = textAt(query, 'type') ?? (paged ? 'refresh_token' : undefined);
  const clientId = textAt(query, 'client_id');
  const items = tenant.devices
    .ofUser(textAt(query, 'user_id') ?? '')
    .filter((device) => type === undefined || device.type === type)
    .filter((device) => clientId === undefined || device.client_id === clientId)
    .map((device) => project(deviceView(device), query));
  return offsetAnswer(call, { key: 'device_credentials', items });
}

/** The user is the token's subject: the body cannot name a user. */
function createDevice(call: V2Call, { tenant }: World): V2Answer {
  const body = bodyObject(call);
  const deviceId = textAt(body, 'device_id') ?? '';
  const { subject } = call.caller;
  const taken = tenant.devices
    .ofUser(subject)
    .some((device) => device.device_id === deviceId && device.type === 'public_key');
  if (taken) throw new V2Error(409, 'A public key already exists for the device.', 'device_conflict');
  const clientId = textAt(body, 'client_id');
  const device = tenant.devices.add({
    type: 'public_key',
    device_name: textAt(body, 'device_name') ?? '',
    device_id: deviceId,
    user_id: subject,
    value: textAt(body, 'value') ?? '',
    ...(clientId === undefined ? {} : { client_id: clientId }),
  });
  return { status: 201, body: { id: device.id } };
}
