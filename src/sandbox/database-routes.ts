import { Router } from 'express';
import { isJsonObject, textAt } from './json-value.js';
import type { World } from './operation.js';
import { readBody } from './read-body.js';

/**
 * `POST /dbconnections/change_password` of the Authentication API: needs no token and answers a text. The answer
 * does not tell whether the user exists.
 */
export function databaseRoutes({ tenant }: World): Router {
  const router = Router();
  router.post('/dbconnections/change_password', (request, response) => {
    const raw: unknown = request.body;
    const read = readBody(Buffer.isBuffer(raw) ? raw : undefined, request.headers['content-type']);
    const body = isJsonObject(read) ? read : {};
    const missing = ['email', 'connection'].find((name) => textAt(body, name) === undefined);
    if (missing !== undefined) {
      response.status(400).json({ error: `${missing} is required` });
      return;
    }
    const email = textAt(body, 'email')?.toLowerCase() ?? '';
    const user = tenant.users.byProfile(textAt(body, 'connection') ?? '', 'email', email);
    if (user !== undefined) {
      tenant.mails.push({ kind: 'password_change', to: email, userId: user.user_id, at: tenant.timestamp() });
    }
    response.type('text/html').end("We've just sent you an email to reset your password.");
  });
  return router;
}
