import { strategyKind } from '../connections/connection-record.js';
import { textAt } from '../json-value.js';
import { bodyObject } from '../operation.js';
import type { Operation, V2Answer, V2Call, World } from '../operation.js';
import { mainIdentity } from '../users/user-record.js';
import { V2Error } from '../v2-error.js';
import { mailFields } from './mail-fields.js';
import { theUser } from './users-resource.js';

const oneDay = 86_400_000;

/** `/jobs/verification-email` and `/jobs/{id}`. */
export const jobsResource: readonly Operation[] = [
  {
    method: 'POST',
    path: '/jobs/verification-email',
    scopes: ['update:users'],
    body: { type: 'object', closed: true, required: ['user_id'], fields: mailFields },
    answer: sendVerificationEmail,
  },
  {
    method: 'GET',
    path: '/jobs/:id',
    scopes: ['create:users', 'read:users'],
    params: { id: { type: 'string', pattern: /^job_[A-Za-z0-9]{16}$/ } },
    // Job data is removed after 24 hours (official). The mail is sent before the job can be read.
    answer: (call, { tenant }) => {
      const job = tenant.jobs.get(call.params['id'] ?? '');
      if (job === undefined || tenant.now() - Date.parse(job.created_at) > oneDay) {
        throw new V2Error(404, 'The job does not exist', 'inexistent_job');
      }
      return {
        status: 200,
        body: { type: job.type, status: 'completed', created_at: job.created_at, id: job.id },
      };
    },
  },
];

function sendVerificationEmail(call: V2Call, { tenant }: World): V2Answer {
  const user = theUser(tenant, textAt(bodyObject(call), 'user_id') ?? '');
  if (strategyKind(mainIdentity(user).provider) !== 'database') {
    throw new V2Error(400, 'Connection must be a database connection.', 'operation_not_supported');
  }
  const email = textAt(user.profile, 'email');
  if (email === undefined) throw new V2Error(400, 'User does not have an email address.', 'invalid_body');
  const created_at = tenant.timestamp();
  const job = { id: `job_${tenant.random.alphanumeric(16)}`, type: 'verification_email', created_at };
  tenant.jobs.set(job.id, job);
  tenant.mails.push({ kind: 'verification_email', to: email, userId: user.user_id, at: created_at });
  return { status: 201, body: { type: job.type, status: 'pending', created_at, id: job.id } };
}
