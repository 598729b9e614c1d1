import { asJsonObject } from '../../syntax/json-object.js';

/** How a password is changed: written at once, or by a mail to the user. One of the two is true. */
export interface PasswordChange {
  readonly writes: boolean;
  readonly mails: boolean;
  /** The user has to be read first, to learn which identity the password belongs to, or where a mail goes. */
  readonly looks: boolean;
}

/**
 * With `verify`, v1 put a new password aside until the user confirmed it by mail, and applications let anybody type
 * an address and a password into a form. If holdover wrote such a password at once, the form would hand over
 * accounts.
 *
 * @param input `{ user_id?, verify? }`: a user with a database id has the password in the first identity
 */
export function passwordChangeToV2(input: unknown): PasswordChange {
  const { user_id, verify } = asJsonObject(input);
  const mails = verify === true;
  const isOfDatabase = typeof user_id === 'string' && user_id.startsWith('auth0|');
  return { writes: !mails, mails, looks: mails || !isOfDatabase };
}
