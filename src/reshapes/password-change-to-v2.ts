import { asJsonObject } from './json-object.js';

/** How a password is changed: `writes` or `mails`. */
export interface PasswordChange {
  readonly writes: boolean;
  readonly mails: boolean;
  /** The user has to be read first, to know which identity the password is of, or where a mail goes. */
  readonly looks: boolean;
}

/**
 * With `verify`, v1 let the new password rest until the user had confirmed it by mail, and applications let anybody
 * type an address and a password into a form. Written at once, that form would hand over accounts.
 *
 * @param input `{ user_id?, verify? }`: a user whose id is of a database has the password in the first identity
 */
export function passwordChangeToV2(input: unknown): PasswordChange {
  const { user_id, verify } = asJsonObject(input);
  const mails = verify === true;
  const isOfDatabase = typeof user_id === 'string' && user_id.startsWith('auth0|');
  return { writes: !mails, mails, looks: mails || !isOfDatabase };
}
