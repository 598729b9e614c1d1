import { GatewayError } from '../../errors/gateway-error.js';

/**
 * The link of a ticket. The input holds the answers of alternative steps, of which only one ran.
 *
 * @throws GatewayError `upstream-unreadable` if there is no link: a ticket without a link is useless
 */
export function ticketLink(input: unknown): string {
  const link = (input as unknown[]).find((each) => typeof each === 'string' && each !== '');
  if (typeof link === 'string') return link;
  throw new GatewayError('upstream-unreadable', { message: 'There is no link in it.' });
}
