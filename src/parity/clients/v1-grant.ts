import type { Ask } from '../ask.js';
import type { Grant } from './caller-tokens.js';
import { fieldsIn } from '../compare/compare-replies.js';
import { ParityError } from '../parity-error.js';

/** Gets tokens as v1's clients do, from `/oauth/token`. */
export function v1Grant(ask: Ask): Grant {
  return async ({ clientId, clientSecret }) => {
    const { status, body } = await ask({
      method: 'POST',
      target: '/oauth/token',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: {
        form: [
          ['client_id', clientId],
          ['client_secret', clientSecret],
          ['grant_type', 'client_credentials'],
        ],
      },
    });
    const token = fieldsIn(body)['access_token'];
    if (status !== 200 || typeof token !== 'string')
      throw new ParityError(
        `There is no v1 token for the client ${clientId}: /oauth/token answered ${status}.`,
      );
    return token;
  };
}
