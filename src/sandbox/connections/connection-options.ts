import type { JsonObject } from '../json-value.js';
import { isJsonObject, objectAt, textAt } from '../json-value.js';
import { V2Error } from '../v2-error.js';

/** Defaults of every database connection, on create and on PATCH (recorded 2025). */
const databaseDefaults: JsonObject = {
  authentication_methods: { password: { enabled: true }, passkey: { enabled: false } },
  passkey_options: {
    challenge_ui: 'both',
    progressive_enrollment_enabled: true,
    local_enrollment_enabled: true,
  },
  brute_force_protection: true,
};

/** Defaults on create only: a PATCH without them removes them (recorded 2025). */
const newDatabaseDefaults: JsonObject = {
  mfa: { active: true, return_enroll_settings: true },
  passwordPolicy: 'good',
  strategy_version: 2,
};

/** Google's permissions as options, each with its scope (recorded 2025 for these). */
const googleScopes: Readonly<Record<string, string>> = {
  profile: 'profile',
  calendar: 'https://www.googleapis.com/auth/calendar',
  email: 'email',
};

/** Options that a strategy requires (recorded for okta). */
const required: Readonly<Record<string, string>> = { okta: 'domain' };

/** Options of a new connection: the sent ones over the strategy's defaults. */
export function newOptions(strategy: string, sent: JsonObject): JsonObject {
  if (strategy === 'auth0') return { ...newDatabaseDefaults, ...sent, ...missing(databaseDefaults, sent) };
  if (strategy === 'ad') return { brute_force_protection: true, ips: null, ...sent };
  if (strategy === 'google-oauth2') return googleOptions(sent);
  return sent;
}

/** Options after a PATCH: the sent ones, plus the database defaults that they lack. */
export function patchedOptions(strategy: string, sent: JsonObject): JsonObject {
  return strategy === 'auth0' ? { ...sent, ...missing(databaseDefaults, sent) } : sent;
}

/**
 * Refuses invalid combinations of options, with texts as recorded.
 *
 * @throws V2Error 400 `invalid_body`
 */
export function checkOptions(strategy: string, options: JsonObject): void {
  const needed = required[strategy];
  if (needed !== undefined && textAt(options, needed) === undefined)
    throw fault(`options.${needed} is required`);
  const attributes = objectAt(options, 'attributes');
  if (attributes === undefined) return;
  if (options['requires_username'] === true) {
    throw fault('Cannot set both options.attributes and options.requires_username');
  }
  const email = attributes['email'];
  if (isJsonObject(email) && email['unique'] === false) throw fault('cannot add non-unique email attribute');
}

function googleOptions(sent: JsonObject): JsonObject {
  const options: JsonObject = { profile: true, ...sent, email: true };
  const scope = Object.entries(googleScopes)
    .filter(([name]) => options[name] === true)
    .map(([, value]) => value);
  return { ...options, scope };
}

function missing(defaults: JsonObject, sent: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(defaults).filter(([key]) => sent[key] === undefined));
}

function fault(message: string): V2Error {
  return new V2Error(400, message, 'invalid_body');
}
