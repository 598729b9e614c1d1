import { GatewayError } from '../errors/gateway-error.js';

interface Identity {
  readonly connection: string;
  readonly provider: string;
  /** Of an identity that was linked to the first one. */
  readonly profileData?: { readonly email?: string };
}

interface DatabaseUser {
  readonly email?: string;
  readonly identities?: readonly Identity[];
}

/**
 * Whom the tenant sends the mail that asks for a new password: the address that the database knows, which for an
 * identity linked to another one is not the user's.
 *
 * @param input the user as v2 shows it
 * @throws GatewayError `input-invalid` for a user without an e-mail address or a password
 */
export function passwordMailToV2(input: unknown): { email: string; connection: string } {
  const { email: first, identities = [] } = input as DatabaseUser;
  const at = identities.findIndex(({ provider }) => provider === 'auth0');
  const database = identities[at];
  const email = at === 0 ? first : database?.profileData?.email;
  if (email === undefined || database === undefined) {
    throw new GatewayError('input-invalid', {
      message: 'The user has no e-mail address in a database: no mail can ask for a new password',
    });
  }
  return { email, connection: database.connection };
}
