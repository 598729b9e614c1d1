import { GatewayError } from '../errors/gateway-error.js';
import type { ConfirmStep, Scope } from '../map/route.js';
import type { Caller } from '../tokens/caller.js';
import type { HeldWrite } from '../tokens/claims.js';
import type { Tokens } from '../tokens/tokens.js';
import { requestOf } from './call-v2.js';
import { longestTarget } from './longest-target.js';

const tooLong = `The link would be longer than ${longestTarget} bytes: what is sent is too long, or the access token.`;

/** Path of holdover's own page. Neither v1 nor any tenant has such a path. */
export const confirmPath = '/holdover/confirm/';

/** The write that a step defers until it is confirmed. */
export function heldWrite(step: ConfirmStep, scope: Scope): HeldWrite {
  const { method, path, body } = requestOf(step, scope);
  const next = step.next?.(scope);
  return {
    method,
    path,
    body,
    unchanged: step.unchanged(scope) as HeldWrite['unchanged'],
    ...step.says,
    ...(typeof next === 'string' ? { next } : {}),
  };
}

/**
 * The link to the page that makes the write. It is sealed, because it contains the new password.
 *
 * @throws GatewayError `request-malformed` for a link that is too long to be opened, `credentials-missing`
 */
export async function confirmLink(
  held: HeldWrite,
  { origin, caller, tokens }: { origin: string; caller: Caller; tokens: Pick<Tokens, 'sealTicket'> },
): Promise<string> {
  const target = `${confirmPath}${await tokens.sealTicket(caller, held)}`;
  if (target.length > longestTarget) throw new GatewayError('request-malformed', { message: tooLong });
  return origin + target;
}
