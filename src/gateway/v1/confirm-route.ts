import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestHandler } from 'express';
import type { ErrorTable } from '../../errors/error-table.js';
import { GatewayError } from '../../errors/gateway-error.js';
import type { TraceContext } from '../../observe/tracing/trace-context.js';
import { splitTarget } from '../../syntax/split-target.js';
import type { V1Reply } from '../../pipeline/exchange.js';
import { confirmPath } from '../../pipeline/hold-write.js';
import type { Ticket } from '../../tokens/tickets.js';
import { withinDeadline } from '../../upstream/deadline.js';
import { askingPage, pageHeaders, tellingPage } from './confirm-page.js';
import { failureReply } from '../refused-request.js';
import type { CurrentStreet } from '../street.js';
import type { Traffic } from '../traffic.js';
import { contextOf } from '../request-context.js';
import { writeReply } from '../write-reply.js';

export interface ConfirmRouteDeps {
  readonly street: CurrentStreet;
  readonly traffic: Traffic;
  /** Deadline of opening and of confirming a ticket, in milliseconds. */
  readonly timeoutMs: number;
}

/**
 * The page of a ticket. GET changes nothing, because mail scanners follow links; the button's POST does. The route
 * needs no session and no CSRF protection: whoever has the link may use it.
 */
export function confirmRoute(deps: ConfirmRouteDeps): RequestHandler {
  return (request, response, next) => {
    const { path } = splitTarget(request.url);
    if (path.startsWith(confirmPath)) void serve(path.slice(confirmPath.length), request, response, deps);
    else next();
  };
}

// eslint-disable-next-line max-params -- the two arguments of every handler, the ticket and the deps
async function serve(
  sealed: string,
  request: IncomingMessage,
  response: ServerResponse,
  deps: ConfirmRouteDeps,
): Promise<void> {
  const context = contextOf(request);
  context.route = 'confirm';
  const made = { calls: 0 };
  let reply: V1Reply;
  try {
    reply = await answer(sealed, request.method, { ...deps, made, trace: context.span.context });
  } catch (error) {
    reply = refusal(error, deps.street().errors, made);
  }
  const headers = { ...pageHeaders, ...reply.headers };
  writeReply(response, { ...reply, headers }, { context, traffic: deps.traffic });
}

/** Counts the calls to the tenant so far. */
interface Counted extends ConfirmRouteDeps {
  readonly made: { calls: number };
  readonly trace: TraceContext | undefined;
}

async function answer(sealed: string, method: string | undefined, deps: Counted): Promise<V1Reply> {
  switch (method) {
    case 'GET':
    case 'HEAD': {
      const ticket = await inTime(sealed, 'lookAtTicket', deps);
      return pageReply(askingPage(ticket.held.ask), ticket, deps.made);
    }
    case 'POST': {
      const ticket = await inTime(sealed, 'confirm', deps);
      const { done, next } = ticket.held;
      const reply = pageReply(tellingPage(done), ticket, deps.made);
      if (next === undefined) return reply;
      return { ...reply, status: 303, headers: { Location: new URL(next).href } };
    }
    default:
      throw new GatewayError('method-unknown');
  }
}

/** Not cancelled when the browser disconnects, for example at a double click: a confirmed write goes on. */
function inTime(
  sealed: string,
  work: 'lookAtTicket' | 'confirm',
  { street, timeoutMs, made, trace }: Counted,
): Promise<Ticket> {
  return withinDeadline(timeoutMs, (signal) =>
    street()[work](sealed, { signal, onCall: () => (made.calls += 1), trace }),
  );
}

function pageReply(
  text: string,
  { caller: { kind, clientId } }: Ticket,
  { calls }: Counted['made'],
): V1Reply {
  return {
    status: 200,
    headers: {},
    body: { kind: 'page', value: text },
    outcome: { caller: { kind, clientId }, calls, lossy: [] },
  };
}

/** An error page with the status and sentence that v1 would send. */
function refusal(error: unknown, errors: ErrorTable, made: Counted['made']): V1Reply {
  const reply = failureReply(error, errors, made);
  const { message } = reply.body.value as { message: string };
  const headers = { ...reply.headers };
  // The page has no login.
  delete headers['WWW-Authenticate'];
  return { ...reply, headers, body: { kind: 'page', value: tellingPage(message) } };
}
