import { GatewayError } from '../../errors/gateway-error.js';
import { asJsonObject } from '../../syntax/json-object.js';

/** The identity that a password belongs to. */
export interface DatabaseIdentity {
  readonly connection: string;
  /** The address in the database. For a linked identity it is not the user's main address. */
  readonly email?: string | undefined;
}

/**
 * The user's identity in a database, and of several the first. v2 changes the password of a linked identity only if
 * the connection is named, and v2 of 2015 does not change it at all.
 *
 * @param input `{ user, connection?, mails? }`: the user as v2 shows it; the connection, if only one is meant;
 *   whether the identity needs an address for a mail
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
