import { anyText } from '../field-rule.js';
import { textAt } from '../json-value.js';
import type { Operation } from '../operation.js';
import { project } from '../paging.js';
import { userView } from '../users/user-view.js';
import { userProjectionQuery } from './user-fields.js';
import { shownTo } from './users-resource.js';

/** `/users-by-email`: an array over all connections; case-sensitive, and consistent at once (official). */
export const usersByEmailResource: readonly Operation[] = [
  {
    method: 'GET',
    path: '/users-by-email',
    scopes: ['read:users'],
    query: { ...userProjectionQuery, email: anyText },
    requiredQuery: ['email'],
    answer: (call, { tenant }) => ({
      status: 200,
      body: tenant.users
        .byEmail(textAt(call.query, 'email') ?? '')
        .map((user) => project(shownTo(call, userView(user)), call.query)),
    }),
  },
];
