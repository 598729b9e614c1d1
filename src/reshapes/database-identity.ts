import { GatewayError } from '../errors/gateway-error.js';

interface Identity {
  readonly connection: string;
  readonly provider: string;
  /** Of an identity that was linked to the first one. */
  readonly profileData?: { readonly email?: string };
}

interface Asked {
  readonly user: { readonly email?: string; readonly identities?: readonly Identity[] };
  readonly connection?: string;
  readonly mails?: boolean;
}

/** Whose password it is. */
export interface DatabaseIdentity {
  readonly connection: string;
  /** The address that the database knows, which for a linked identity is not the user's. */
  readonly email?: string | undefined;
}

/**
 * The user's identity in a database, the first one before those linked to it: v2 takes a password for the first alone
 * unless it is told the connection, and v2 of 2015 for none.
 *
 * @param input `{ user, connection?, mails? }`: the user as v2 shows it; the one connection that is meant; whether the
 *   identity needs an address, for a mail
 * @throws GatewayError `input-invalid` for a user without such an identity
 */
export function databaseIdentity(input: unknown): DatabaseIdentity {
  const { user, connection, mails } = input as Asked;
  const { identities = [] } = user;
  const at = identities.findIndex(
    (one) => one.provider === 'auth0' && one.connection === (connection ?? one.connection),
  );
  const found = identities[at];
  if (found === undefined) throw refused('The user has no password: none of its identities is in a database');
  const email = at === 0 ? user.email : found.profileData?.email;
  if (mails === true && email === undefined)
    throw refused('The user has no e-mail address in the database: no mail can ask for a new password');
  return { connection: found.connection, ...(email === undefined ? {} : { email }) };
}

function refused(message: string): GatewayError {
  return new GatewayError('input-invalid', { message });
}
