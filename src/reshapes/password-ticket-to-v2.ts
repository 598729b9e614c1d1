import { GatewayError } from '../errors/gateway-error.js';

/** Which ticket it is: v2's own, or a link that holds the new password. One of the two is true. */
export interface PasswordTicket {
  readonly asks: boolean;
  readonly holds: boolean;
  readonly result_url?: string;
}

/**
 * v2's ticket asks the user for the new password, and cannot hold one; v1's could.
 *
 * @param input `{ newPassword?, resultUrl? }`
 * @throws GatewayError `input-invalid` for a `resultUrl` that is no web page: holdover itself sends browsers there
 */
export function passwordTicketToV2(input: unknown): PasswordTicket {
  const { newPassword, resultUrl } = input as { newPassword?: string; resultUrl?: string };
  const holds = newPassword !== undefined;
  if (resultUrl === undefined) return { asks: !holds, holds };
  if (holds && !isWebPage(resultUrl)) {
    throw new GatewayError('input-invalid', { message: '"resultUrl" must begin with http:// or https://' });
  }
  return { asks: !holds, holds, result_url: resultUrl };
}

function isWebPage(url: string): boolean {
  return URL.canParse(url) && ['http:', 'https:'].includes(new URL(url).protocol);
}
