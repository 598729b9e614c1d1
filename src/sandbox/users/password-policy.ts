import type { JsonObject } from '../json-value.js';
import { objectAt, textAt } from '../json-value.js';
import type { Tenant } from '../tenant.js';
import type { Identity } from './user-record.js';
import { V2Error } from '../v2-error.js';

/**
 * Makes sure that a password is strong enough for a database connection (official: password strength). A
 * connection without a policy accepts any password, as old ones do (recorded 2018: no `passwordPolicy` in the
 * options).
 *
 * @throws V2Error 400 PasswordStrengthError
 */
export function checkPassword(password: string, options: JsonObject): void {
  if (isStrongEnough(password, textAt(options, 'passwordPolicy') ?? 'none')) return;
  throw new V2Error(400, 'PasswordStrengthError: Password is too weak', 'auth0_idp_error');
}

function isStrongEnough(password: string, policy: string): boolean {
  const lower = /[a-z]/.test(password);
  const upper = /[A-Z]/.test(password);
  const digit = /[0-9]/.test(password);
  const special = /[^A-Za-z0-9]/.test(password);
  const kinds = [lower, upper, digit, special].filter(Boolean).length;
  switch (policy) {
    case 'low':
      return password.length >= 6;
    case 'fair':
      return password.length >= 8 && lower && upper && digit;
    case 'good':
      return password.length >= 8 && kinds >= 3;
    case 'excellent':
      return password.length >= 10 && kinds >= 3 && !/(.)\1\1/.test(password);
    default:
      return password.length >= 1;
  }
}

/**
 * Checks a new password of an identity against the policy of its connection.
 *
 * @throws V2Error 400 PasswordStrengthError
 */
export function checkPasswordOf(tenant: Tenant, { connection }: Identity, password: string): void {
  checkPassword(password, objectAt(tenant.connections.byName(connection)?.body ?? {}, 'options') ?? {});
}
