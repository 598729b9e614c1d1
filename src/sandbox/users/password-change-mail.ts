import { textAt } from '../json-value.js';
import type { World } from '../operation.js';
import { checkPasswordOf } from './password-policy.js';
import { issueTicket } from './ticket-issue.js';
import { mainIdentity, type UserRecord } from './user-record.js';

/**
 * Mails the user a link that sets this password when it is followed.
 *
 * @throws V2Error 400 if the password is too weak or the user has no address
 */
export function sendPasswordChange(world: World, user: UserRecord, password: string): void {
  const { tenant } = world;
  checkPasswordOf(tenant, mainIdentity(user), password);
  const link = issueTicket(world, user, {
    kind: 'password-change',
    path: '/lo/reset',
    asked: { new_password: password },
  });
  const to = textAt(user.profile, 'email') ?? '';
  tenant.mails.push({ kind: 'password_change', to, userId: user.user_id, at: tenant.timestamp(), link });
}
