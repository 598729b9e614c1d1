/** How a password is changed: one of the two is true. */
export interface PasswordChange {
  readonly writes: boolean;
  readonly mails: boolean;
}

/**
 * With `verify`, v1 let the new password rest until the user had confirmed it by mail, and applications let anybody
 * type an address and a password into a form. Written at once, that form would hand over accounts.
 *
 * @param input v1's `verify`
 */
export function passwordChangeToV2(input: unknown): PasswordChange {
  return { writes: input !== true, mails: input === true };
}
