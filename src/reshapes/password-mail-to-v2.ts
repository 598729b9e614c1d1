import { GatewayError } from '../errors/gateway-error.js';

interface DatabaseUser {
  readonly email?: string;
  readonly identities?: readonly { readonly connection: string; readonly provider: string }[];
}

/**
 * Whom the tenant sends the mail that asks for a new password.
 *
 * @param input the user as v2 shows it
 * @throws GatewayError `input-invalid` for a user without an e-mail address or a password
 */
export function passwordMailToV2(input: unknown): { email: string; connection: string } {
  const { email, identities = [] } = input as DatabaseUser;
  const database = identities.find(({ provider }) => provider === 'auth0');
  if (email === undefined || database === undefined) {
    throw new GatewayError('input-invalid', {
      message: 'The user has no e-mail address in a database: no mail can ask for a new password',
    });
  }
  return { email, connection: database.connection };
}
