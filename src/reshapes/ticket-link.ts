import { GatewayError } from '../errors/gateway-error.js';

/**
 * The link of a ticket: of the answers of steps of which only one is made, the one that is there.
 *
 * @throws GatewayError `upstream-unreadable` where there is none: a ticket without a link is none
 */
export function ticketLink(input: unknown): string {
  const link = (input as unknown[]).find((each) => typeof each === 'string' && each !== '');
  if (typeof link === 'string') return link;
  throw new GatewayError('upstream-unreadable', { message: 'There is no link in it.' });
}
