import type { Operation } from '../operation.js';
import { theUser } from './users-resource.js';

/** `/users/{id}/multifactor/{provider}`: 204 whether it was enrolled or not (recorded 2019). */
export const multifactorResource: readonly Operation[] = [
  {
    method: 'DELETE',
    path: '/users/:id/multifactor/:provider',
    scopes: ['update:users'],
    params: { provider: { type: 'string', enum: ['duo', 'google-authenticator'] } },
    answer: (call, { tenant }) => {
      const user = theUser(tenant, call.params['id'] ?? '');
      const { multifactor, ...account } = user.account;
      const left = multifactor?.filter((provider) => provider !== call.params['provider']) ?? [];
      tenant.users.put({
        ...user,
        account: left.length === 0 ? account : { ...account, multifactor: left },
        updated_at: tenant.timestamp(),
      });
      return { status: 204 };
    },
  },
];
