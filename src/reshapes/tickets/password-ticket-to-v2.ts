import { GatewayError } from '../../errors/gateway-error.js';

/** v2's own ticket (`asks`), or a link that holds the new password (`holds`). One of the two is true. */
export interface PasswordTicket {
  readonly asks: boolean;
  readonly holds: boolean;
  /** The user has to be read first, to learn which identity the password belongs to. */
  readonly looks: boolean;
  /** v2's ticket has to name this identity. */
  readonly names: boolean;
  readonly result_url?: string;
}

/**
 * v2's ticket asks the user for the new password and cannot hold one; v1's could.
 *
 * @param input `{ user_id, newPassword?, resultUrl? }`: a user with a database id has the password in the first
 *   identity
 * @throws GatewayError `input-invalid` for a `resultUrl` that is not a web page, because holdover itself redirects to
 *   it
 */
export function passwordTicketToV2(input: unknown): PasswordTicket {
  const { user_id, newPassword, resultUrl } = input as {
    user_id: string;
    newPassword?: string;
    resultUrl?: string;
  };
  const holds = newPassword !== undefined;
  const isOfDatabase = user_id.startsWith('auth0|');
  const kind = { asks: !holds, holds, looks: holds || !isOfDatabase, names: !holds && !isOfDatabase };
  if (resultUrl === undefined) return kind;
  if (holds && !isWebPage(resultUrl)) {
    throw new GatewayError('input-invalid', { message: '"resultUrl" must begin with http:// or https://' });
  }
  return { ...kind, result_url: resultUrl };
}

function isWebPage(url: string): boolean {
  return URL.canParse(url) && ['http:', 'https:'].includes(new URL(url).protocol);
}
