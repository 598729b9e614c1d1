import { anyText, connectionId } from '../field-rule.js';
import { readIdToken } from '../id-token.js';
import { textAt } from '../json-value.js';
import { bodyObject } from '../operation.js';
import type { Operation, V2Answer, V2Call, World } from '../operation.js';
import type { SecondaryAccount } from '../users/user-link.js';
import { accountOf, linkUser, unlinkUser } from '../users/user-link.js';
import { identitiesView } from '../users/user-view.js';
import { V2Error } from '../v2-error.js';
import { theUser } from './users-resource.js';

const scopes = ['update:users', 'update:current_user_identities'];

/** `/users/{id}/identities` and `/users/{id}/identities/{provider}/{user_id}`. */
export const userIdentitiesResource: readonly Operation[] = [
  {
    method: 'POST',
    path: '/users/:id/identities',
    scopes,
    body: {
      type: 'object',
      closed: true,
      minProperties: 1,
      fields: {
        provider: anyText,
        connection_id: connectionId,
        user_id: { type: ['string', 'integer'], minLength: 1 },
        link_with: anyText,
      },
    },
    answer: linkIdentity,
  },
  {
    method: 'DELETE',
    path: '/users/:id/identities/:provider/:user_id',
    scopes,
    answer: (call, { tenant }) => {
      const { id = '', provider = '', user_id: userId = '' } = call.params;
      const user = unlinkUser(tenant, theUser(tenant, id), { provider, userId });
      return { status: 200, body: identitiesView(user) };
    },
  },
];

async function linkIdentity(call: V2Call, world: World): Promise<V2Answer> {
  const body = bodyObject(call);
  const primary = theUser(world.tenant, call.params['id'] ?? '');
  const jwt = textAt(body, 'link_with');
  const account = jwt === undefined ? accountOf(body) : await accountInToken(jwt, world);
  return { status: 201, body: identitiesView(linkUser(world.tenant, primary, account)) };
}

async function accountInToken(jwt: string, world: World): Promise<SecondaryAccount> {
  const { claims } = await readIdToken(jwt, world);
  const [provider, ...rest] = claims?.sub?.split('|') ?? [];
  if (provider === undefined || rest.length === 0) {
    throw new V2Error(400, 'Invalid token (link_with).', 'invalid_body');
  }
  return { provider, userId: rest.join('|') };
}
