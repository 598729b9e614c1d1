import { GatewayError } from '../errors/gateway-error.js';
import { asJsonObject } from './json-object.js';

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
  const { user, connection, mails } = asJsonObject(input);
  const { identities, email: address } = asJsonObject(user);
  const known = Array.isArray(identities) ? identities.map(asJsonObject) : [];
  const at = known.findIndex(
    (one) => one['provider'] === 'auth0' && one['connection'] === (connection ?? one['connection']),
  );
  const { connection: database, profileData } = known[at] ?? {};
  if (typeof database !== 'string')
    throw refused('The user has no password: none of its identities is in a database');
  const email = at === 0 ? address : asJsonObject(profileData)['email'];
  if (typeof email === 'string') return { connection: database, email };
  if (mails !== true) return { connection: database };
  throw refused('The user has no e-mail address in the database: no mail can ask for a new password');
}

function refused(message: string): GatewayError {
  return new GatewayError('input-invalid', { message });
}
