import { Router } from 'express';
import type { Request, Response } from 'express';
import { textAt } from '../json-value.js';
import type { World } from '../operation.js';
import { checkPasswordOf } from './password-policy.js';
import type { TicketRecord } from '../tenant.js';
import { identityIn } from './user-record.js';
import { V2Error } from '../v2-error.js';

const form =
  '<form method="post"><input type="password" name="password"><button>Change password</button></form>';

/**
 * The pages behind ticket links. A ticket works once, then the browser goes to `result_url`. `/lo/reset` is the
 * page of 2015 (recorded 2018): a ticket that holds a password sets it at once.
 */
export function ticketPages(world: World): Router {
  const router = Router();
  router.get('/u/email-verification', (request, response) => {
    const used = useTicket(world, request, 'email-verification');
    if (used !== undefined) verifyEmail(world, used.userId);
    leave(response, used);
  });
  router.get('/lo/reset', (request, response) => {
    const password = textAt(world.tenant.tickets.get(ticketIn(request))?.asked ?? {}, 'new_password');
    if (password === undefined) response.type('text/html').end(form);
    else leave(response, resetPassword(world, request, password));
  });
  router.get('/u/reset-password', (_request, response) => {
    response.type('text/html').end(form);
  });
  router.post(['/u/reset-password', '/lo/reset'], (request, response) => {
    const raw: unknown = request.body;
    const sent = new URLSearchParams(Buffer.isBuffer(raw) ? raw.toString('utf8') : '');
    leave(response, resetPassword(world, request, sent.get('password') ?? ''));
  });
  return router;
}

function resetPassword(world: World, request: Request, password: string): TicketRecord | undefined {
  const { tenant } = world;
  const ticket = tenant.tickets.get(ticketIn(request));
  const user = tenant.users.get(ticket?.userId ?? '');
  if (ticket === undefined || user === undefined) return undefined;
  const identity = identityIn(user, textAt(ticket.asked, 'connection'));
  checkPasswordOf(tenant, identity, password);
  const used = useTicket(world, request, 'password-change');
  if (used === undefined) return undefined;
  tenant.users.setPassword(identity, password);
  const at = tenant.timestamp();
  tenant.users.put({ ...user, account: { ...user.account, last_password_reset: at }, updated_at: at });
  if (used.asked['mark_email_as_verified'] === true) verifyEmail(world, user.user_id);
  return used;
}

function verifyEmail({ tenant }: World, userId: string): void {
  const user = tenant.users.get(userId);
  if (user === undefined) return;
  const profile = { ...user.profile, email_verified: true };
  tenant.users.put({ ...user, profile, updated_at: tenant.timestamp() });
}

/** Removes and returns the ticket, if it is of this kind and has not expired. */
function useTicket(
  { tenant }: World,
  request: Request,
  kind: TicketRecord['kind'],
): TicketRecord | undefined {
  const id = ticketIn(request);
  const ticket = tenant.tickets.get(id);
  if (ticket?.kind !== kind || ticket.expiresAt < tenant.now()) return undefined;
  tenant.tickets.delete(id);
  return ticket;
}

function ticketIn(request: Request): string {
  return new URL(request.originalUrl, 'http://sandbox').searchParams.get('ticket') ?? '';
}

function leave(response: Response, used: TicketRecord | undefined): void {
  if (used === undefined) throw new V2Error(400, 'This link has been used or has expired.');
  const target = textAt(used.asked, 'result_url');
  if (target === undefined) response.type('text/plain').end('Done.');
  else response.redirect(302, target);
}
