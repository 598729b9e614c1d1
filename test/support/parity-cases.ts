import { demoUser } from '../../src/sandbox/demo/demo-tenant.js';
import type { Sandbox } from '../../src/sandbox/sandbox.js';
import type { ParityCase } from './native-recording.js';

const jane = `/api/users/${encodeURIComponent(demoUser.userId)}`;
const max = '/api/users/auth0%7C5457edea1b8f33391a000005';
const mallory = '/api/users/auth0%7C5457edea1b8f33391a000006';
const zoe = '/api/users/auth0%7C5457edea1b8f33391a000008';
const aliceId = 'ad|umbrella-ad|6f9619ff-8b86-d011-b42d-00cf4fc964ff';
const alice = `/api/users/${encodeURIComponent(aliceId)}`;
const database = 'Username-Password-Authentication';

/** Users whose metadata v2 cannot show as v1 did: a name in both objects, and a name that is also a profile field. */
export function arrangeParity({ tenant: { users } }: Sandbox): void {
  const [twice, hidden] = ['auth0|5457edea1b8f33391a000008', aliceId].map((id) => users.get(id));
  if (twice === undefined || hidden === undefined) throw new Error('The demo has other users.');
  users.put({
    ...twice,
    app_metadata: { ...twice.app_metadata, color: 'blue' },
    user_metadata: { ...twice.user_metadata, color: 'red' },
  });
  users.put({ ...hidden, app_metadata: { nickname: 'Ali', floor: 3 } });
}

/** Typical requests of a legacy app: reads, and writes that are each followed by a read of what they changed. */
export const parityCases: readonly ParityCase[] = [
  [`GET ${jane}`],
  [`GET ${max}`],
  [`GET ${mallory}`],
  [`GET ${zoe}`],
  [`GET ${zoe}/metadata`],
  [`GET ${alice}`],
  ['GET /api/users/google-oauth2%7C103547991597142817347'],
  ['GET /api/users/auth0%7C000000000000000000000000'],
  [`GET ${jane}/metadata`],
  ['GET /api/users?per_page=20'],
  ['GET /api/users?per_page=20&page=1'],
  ['GET /api/users?per_page=20&page=2'],
  ['GET /api/users?search=email:jane.doe@example.com'],
  [`GET /api/connections/${database}/users?per_page=20`],
  ['GET /api/socialconnections/users'],
  ['GET /api/enterpriseconnections/users'],
  ['GET /api/connections'],
  ['GET /api/connections?per_page=4'],
  ['GET /api/connections?per_page=4&page=1'],
  ['GET /api/connections?only_socials=True&only_enterprise=False'],
  ['GET /api/connections/github'],
  ['GET /api/connections/nothing'],
  ['GET /api/connections/umbrella-ad/socket'],
  ['GET /api/clients'],
  ['GET /api/clients/1SkHbn88HxjSI6bWHtP3fS2qHx6kwXoI'],
  ['GET /api/rules'],
  ['GET /api/rules/Add%20country'],
  ['GET /api/rules/nothing'],
  ['GET /api/emails/verify_email'],
  ['GET /api/emails/reset_email'],
  ['POST /api/users', { connection: 'email', email: 'new@example.com', tier: 3 }],
  [
    'POST /api/users',
    {
      connection: database,
      email: 'empty@example.com',
      password: 'Empty-Password-1',
      given_name: '',
      family_name: 'Doe',
    },
  ],
  ['POST /api/users', { connection: 'nothing', email: 'new@example.com' }],
  [`PATCH ${max}/metadata`, { plan: 'gold', since: '2015-03-01T00:00:00.000Z', nothing: null, seats: 5 }],
  [`GET ${max}/metadata`],
  [`GET ${max}`],
  [`PUT ${jane}/metadata`, { only: { deep: [1, 'two', null] } }],
  [`GET ${jane}/metadata`],
  [`PATCH ${mallory}`, { blocked: false }],
  [`PUT ${mallory}/email`, { email: 'mallory@new.example' }],
  [`GET ${mallory}`],
  [`PUT ${mallory}/password`, { password: 'Another-Password-1' }],
  [
    'POST /api/rules',
    { name: 'Late rule', script: 'function (u, c, cb) { cb(null, u, c); }', status: false },
  ],
  [
    'POST /api/rules',
    { name: 'Odd rule', script: 'function (u, c, cb) { cb(null, u, c); }', status: false, color: 'red' },
  ],
  ['PUT /api/rules/Late%20rule', { status: true }],
  ['GET /api/rules/Late%20rule'],
  ['DELETE /api/rules/Late%20rule'],
  ['PUT /api/emails/welcome_email', { subject: 'Hello' }],
  [
    'POST /api/clients',
    {
      name: 'Late app',
      callbacks: ['https://late.example/cb'],
      jwtConfiguration: { secretNotEncoded: true },
    },
    'global',
  ],
  [
    'POST /api/connections',
    { name: 'late-github', strategy: 'github', options: { profile: true } },
    'global',
  ],
  ['GET /api/connections/late-github'],
  ['DELETE /api/connections/late-github', undefined, 'global'],
  ['DELETE /api/users/auth0%7C5457edea1b8f33391a000007'],
  ['GET /api/users/auth0%7C5457edea1b8f33391a000007'],
];
