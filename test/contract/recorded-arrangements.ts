import type { JsonObject } from '../../src/sandbox/json-value.js';
import { textAt, without } from '../../src/sandbox/json-value.js';
import { mergeMetadata } from '../../src/sandbox/users/metadata.js';
import type { Tenant } from '../../src/sandbox/tenant.js';
import { recordedList, recordedObject } from './recorded-case.js';
import type { RecordedCase } from './recorded-case.js';
import { rulesArrangements, rulesInapplicable } from './recorded-rules.js';
import {
  placeClient,
  placeConnection,
  placeDatabase,
  placeDatabaseUser,
  placeIdentity,
  placeUser,
} from './recorded-tenant.js';

/** What a case needs and how its answer is compared. */
export interface Arrangement {
  /** The tenant's state before the request. */
  readonly given?: (tenant: Tenant, recorded: RecordedCase) => void;
  /** `exact` compares values, `shape` keys and types. */
  readonly compare: 'exact' | 'shape';
  /** Keys left out of the comparison at any depth, and why. Each key must make a difference. */
  readonly except?: Readonly<Record<string, string>>;
  /** The machine's token by default. */
  readonly token?: 'broken';
}

const clock = { updated_at: 'the time of the call' };
const newUser = {
  ...clock,
  created_at: 'the time of the call',
  user_id: 'a random id',
};
const membership = { enabled_clients: 'not shown since 2026-07-13 (official deprecations)' };
const laterOptions = {
  authentication_methods: 'added to database options after the recording',
  passkey_options: 'added to database options after the recording',
};
const madeConnection = { id: 'a random id', ...membership };
const laterClient = {
  tenant: 'the tenant’s name; missing from recordings of 2025, which their maintainers cut',
  global: 'missing from recordings of 2025, which their maintainers cut',
  callback_url_template: 'missing from recordings of 2025, which their maintainers cut',
  pkcs7: 'missing from recordings of 2025, which their maintainers cut',
  subject: 'missing from recordings of 2025, which their maintainers cut',
};

const oneUser = (tenant: Tenant, recorded: RecordedCase): void => {
  placeUser(tenant, recordedObject(recorded));
};
const listedUsers = (tenant: Tenant, recorded: RecordedCase): void => {
  for (const user of recordedList(recorded)) placeUser(tenant, user);
};
const foundUsers = (tenant: Tenant, recorded: RecordedCase): void => {
  for (const user of recordedList(recorded, 'users')) placeUser(tenant, user);
};
const namedUser = (tenant: Tenant, recorded: RecordedCase): void => {
  placeDatabaseUser(tenant, userIdIn(recorded));
};
const listedConnections = (tenant: Tenant, recorded: RecordedCase): void => {
  for (const connection of recordedList(recorded)) placeConnection(tenant, connection);
};
const foundConnections = (tenant: Tenant, recorded: RecordedCase): void => {
  for (const connection of recordedList(recorded, 'connections')) placeConnection(tenant, connection);
};
const oneConnection = (tenant: Tenant, recorded: RecordedCase): void => {
  placeConnection(tenant, recordedObject(recorded));
};
const namedConnection = (tenant: Tenant, recorded: RecordedCase): void => {
  const id = /con_\w{16}/.exec(recorded.path)?.[0] ?? '';
  placeDatabase(tenant, {}, id);
};
const oneClient = (tenant: Tenant, recorded: RecordedCase): void => {
  placeClient(tenant, recordedObject(recorded));
};
const ticketUser = (tenant: Tenant, recorded: RecordedCase): void => {
  const { user_id: userId } = recorded.request_body as { user_id: string };
  placeDatabase(tenant);
  placeDatabaseUser(tenant, userId);
};
const ofUserAtFirst =
  (first: (shown: JsonObject, sent: JsonObject) => JsonObject) =>
  (tenant: Tenant, recorded: RecordedCase): void => {
    placeDatabase(tenant, { requires_username: true });
    const shown = { ...recordedObject(recorded), updated_at: '2018-01-01T00:00:00.000Z' };
    placeUser(tenant, first(shown, recorded.request_body as JsonObject));
  };

const oneWriteLogged = (tenant: Tenant): void => {
  tenant.logs.add({ type: 'sapi', description: 'Delete a User', client_id: 'x', client_name: '' });
};

/** The user id in a recorded path. */
function userIdIn(recorded: RecordedCase): string {
  return decodeURIComponent(/auth0%7C\w+/.exec(recorded.path)?.[0] ?? '');
}

/** Every recorded exchange that can be repeated against the sandbox. */
export const arrangements: Readonly<Record<string, Arrangement>> = {
  ...rulesArrangements,
  'user-create-2019': {
    given: (tenant) => {
      placeDatabase(tenant);
    },
    compare: 'exact',
    except: newUser,
  },
  'user-create-2023-minimal-username': {
    given: (tenant) => {
      placeDatabase(tenant, { requires_username: true });
    },
    compare: 'exact',
    except: newUser,
  },
  'user-create-2023-full': {
    given: (tenant) => {
      placeDatabase(tenant, { requires_username: true });
    },
    compare: 'exact',
    except: newUser,
  },
  'user-create-custom-user_id': {
    given: (tenant) => {
      placeDatabase(tenant, { requires_username: true });
    },
    compare: 'exact',
    except: { ...clock, created_at: 'the time of the call' },
  },
  'user-get-2018': { given: oneUser, compare: 'exact' },
  'user-get-2023': { given: oneUser, compare: 'exact' },
  'user-get-fields-include': {
    given: (tenant, recorded) => {
      placeDatabaseUser(tenant, userIdIn(recorded), recordedObject(recorded));
    },
    compare: 'exact',
  },
  'user-get-fields-exclude': {
    given: (tenant, recorded) => {
      placeDatabaseUser(tenant, userIdIn(recorded), recordedObject(recorded));
    },
    compare: 'exact',
  },
  'user-get-404': { compare: 'exact' },
  'user-list-array-2018': { given: listedUsers, compare: 'exact' },
  'user-list-per_page-1': { given: listedUsers, compare: 'exact' },
  'user-list-fields': { given: listedUsers, compare: 'exact' },
  'user-search-v3-engine-2018': {
    given: (tenant, recorded) => {
      for (const user of recordedList(recorded)) placeDatabaseUser(tenant, textAt(user, 'user_id') ?? '');
    },
    compare: 'exact',
  },
  'user-search-include_totals-2023': { given: foundUsers, compare: 'exact' },
  'user-search-email-exact': { given: foundUsers, compare: 'exact' },
  'user-search-q-without-search_engine-2025': { given: foundUsers, compare: 'exact' },
  'user-search-q-prefix-wildcard': { given: listedUsers, compare: 'exact' },
  'users-by-email': { given: listedUsers, compare: 'exact' },
  'user-patch-email_verified': {
    given: ofUserAtFirst((shown) => ({ ...shown, email_verified: false })),
    compare: 'exact',
    except: clock,
  },
  'user-patch-user_metadata-nested': {
    given: ofUserAtFirst((shown) => without(shown, ['user_metadata'])),
    compare: 'exact',
    except: clock,
  },
  'user-patch-password-and-app_metadata-merge': {
    given: ofUserAtFirst((shown) => ({
      ...without(shown, ['last_password_reset']),
      app_metadata: mergeMetadata(shown['app_metadata'] as JsonObject, { foo: null }) ?? {},
    })),
    compare: 'exact',
    except: { ...clock, last_password_reset: 'the time of the call' },
  },
  'user-patch-terraform-attributes': {
    given: ofUserAtFirst((shown) => ({ ...shown, username: 'before' })),
    compare: 'exact',
    except: clock,
  },
  'user-delete': { given: namedUser, compare: 'exact' },
  'user-delete-again-204': { compare: 'exact' },
  'user-logs-empty': { compare: 'exact' },
  'user-identity-link': {
    given: (tenant, recorded) => {
      placeDatabase(tenant);
      for (const identity of recordedList(recorded)) placeIdentity(tenant, identity);
    },
    compare: 'exact',
  },
  'user-identity-link-without-connection_id': {
    given: (tenant, recorded) => {
      placeDatabase(tenant);
      for (const identity of recordedList(recorded)) placeIdentity(tenant, identity);
    },
    compare: 'exact',
  },
  'user-identity-unlink': {
    given: (tenant, recorded) => {
      const [main = {}] = recordedList(recorded);
      const primary = placeIdentity(tenant, main);
      const removed = {
        connection: 'c',
        user_id: '63d17c6ce99d3933163bddc2',
        provider: 'auth0',
        isSocial: false,
      };
      tenant.users.put({ ...primary, identities: [...primary.identities, { profileData: {}, ...removed }] });
    },
    compare: 'exact',
  },
  'user-identity-unlink-prefixed-id-noop': {
    given: (tenant, recorded) => {
      const [main = {}, secondary = {}] = recordedList(recorded);
      const primary = placeIdentity(tenant, main);
      const { profileData = {}, ...facts } = secondary;
      const other = { profileData, ...facts } as unknown as (typeof primary.identities)[number];
      tenant.users.put({ ...primary, identities: [...primary.identities, other] });
    },
    compare: 'exact',
  },
  'user-blocks-get': { given: namedUser, compare: 'exact' },
  'user-blocks-delete': { given: namedUser, compare: 'exact' },
  'user-blocks-by-identifier': { compare: 'exact' },
  'user-multifactor-provider-delete': { given: namedUser, compare: 'exact' },

  'connection-list-array-2018': { given: listedConnections, compare: 'exact', except: membership },
  'connection-list-strategy-filter': { given: listedConnections, compare: 'exact', except: membership },
  'connection-list-strategy-fields': {
    given: (tenant, recorded) => {
      for (const one of recordedList(recorded))
        placeConnection(tenant, { ...one, strategy: 'auth0', realms: [] });
    },
    compare: 'exact',
  },
  'connection-list-include_totals-fields-id': {
    given: foundConnections,
    compare: 'exact',
    except: { total: 'the recording counts five and is cut to three' },
  },
  'connection-list-name-filter': { given: foundConnections, compare: 'exact', except: membership },
  'connection-list-checkpoint-take': { given: foundConnections, compare: 'exact', except: membership },
  'connection-get-2018': { given: oneConnection, compare: 'exact', except: membership },
  'connection-get-fields-include': { given: oneConnection, compare: 'exact', except: membership },
  'connection-get-database-2025': { given: oneConnection, compare: 'exact', except: membership },
  'connection-get-404': { compare: 'exact' },
  'connection-create-database-2018': { compare: 'exact', except: { ...madeConnection, ...laterOptions } },
  'connection-create-database-2025': { compare: 'exact', except: madeConnection },
  'connection-create-google-oauth2': { compare: 'exact', except: madeConnection },
  'connection-create-ad-provisioning_ticket_url': {
    compare: 'exact',
    except: { ...madeConnection, provisioning_ticket_url: 'holds a random ticket' },
  },
  'connection-create-with-enabled_clients': {
    compare: 'exact',
    except: { ...madeConnection, provisioning_ticket_url: 'holds a random ticket' },
  },
  'connection-create-400-requires_username': { compare: 'exact' },
  'connection-create-400-bad-auth-header': { compare: 'exact', token: 'broken' },
  'connection-create-400-missing-option': { compare: 'exact' },
  'connection-patch-options-replace': {
    given: (tenant, recorded) => {
      placeConnection(tenant, {
        ...recordedObject(recorded),
        options: { passwordPolicy: 'good', gone: true },
      });
    },
    compare: 'exact',
    except: { ...membership, ...laterOptions },
  },
  'connection-patch-2025': {
    given: (tenant, recorded) => {
      const before = { passwordPolicy: 'good', mfa: { active: true } };
      placeConnection(tenant, { ...recordedObject(recorded), options: before });
    },
    compare: 'exact',
    except: membership,
  },
  'connection-patch-400': { given: namedConnection, compare: 'exact' },
  'connection-delete-202-2024plus': {
    given: namedConnection,
    compare: 'exact',
    except: { deleted_at: 'the time of the call' },
  },
  'connection-delete-204-already-gone': { compare: 'exact' },
  'connection-clients-get': {
    given: (tenant, recorded) => {
      namedConnection(tenant, recorded);
      for (const client of recordedList(recorded, 'clients')) {
        tenant.connections.enable(
          tenant.connections.all()[0]?.id ?? '',
          textAt(client, 'client_id') ?? '',
          true,
        );
      }
    },
    compare: 'exact',
  },
  'connection-clients-patch-enable': {
    given: (tenant, recorded) => {
      namedConnection(tenant, recorded);
      placeClient(tenant, { client_id: '0djfY6GinbOUfybLePDjnnkqxukYS4ss' });
    },
    compare: 'exact',
  },
  'connection-clients-patch-disable': {
    given: (tenant, recorded) => {
      namedConnection(tenant, recorded);
      placeClient(tenant, { client_id: '0djfY6GinbOUfybLePDjnnkqxukYS4ss' });
    },
    compare: 'exact',
  },
  'connection-users-delete-by-email': { given: namedConnection, compare: 'exact' },

  'client-create-2018': {
    compare: 'shape',
    except: {
      key: 'the private key was shown in 2018 and is no more (2025 recordings)',
      encrypted: 'gone since 2018',
      cross_origin_auth: 'renamed cross_origin_authentication',
      cross_origin_authentication: 'renamed from cross_origin_auth',
      refresh_token: 'added after the recording',
    },
  },
  'client-create-2025': { compare: 'shape', except: laterClient },
  'client-get-2018': { given: oneClient, compare: 'exact' },
  'client-get-2025': { given: oneClient, compare: 'exact' },
  'client-patch-2018': {
    given: (tenant, recorded) => {
      const before = without(recordedObject(recorded), ['sso']);
      placeClient(tenant, { ...before, client_id: '9mhyX7O1EokZmaEwtSSmDsBEj352cSlX' });
    },
    compare: 'exact',
  },
  'client-patch-2025': {
    given: (tenant, recorded) => {
      placeClient(tenant, { ...recordedObject(recorded), description: 'before' });
    },
    compare: 'exact',
    except: { client_secret: 'elided' },
  },
  'client-rotate-secret': {
    given: oneClient,
    compare: 'exact',
    except: { client_secret: 'a random secret' },
  },
  'client-delete': { compare: 'exact' },

  'device-credential-delete': { compare: 'exact' },
  'ticket-email-verification-2018': { given: ticketUser, compare: 'shape' },
  'ticket-email-verification-2023': { given: ticketUser, compare: 'shape' },
  'ticket-password-change-2023': { given: ticketUser, compare: 'shape' },
  'job-verification-email-create': {
    given: ticketUser,
    compare: 'exact',
    except: { id: 'a random id', created_at: 'the time of the call' },
  },
  'job-verification-email-create-identity': {
    given: ticketUser,
    compare: 'exact',
    except: { id: 'a random id', created_at: 'the time of the call' },
  },
  'job-verification-email-400-client_id': { given: ticketUser, compare: 'exact' },
  'job-get-verification-completed': {
    given: (tenant) => {
      const id = 'job_Kk4Xcf4wcAtAVMME';
      tenant.jobs.set(id, { id, type: 'verification_email', created_at: tenant.timestamp() });
    },
    compare: 'exact',
    except: { created_at: 'the time of the call' },
  },

  'log-list-fields': { given: oneWriteLogged, compare: 'shape' },
  'log-list-q-2023': {
    given: oneWriteLogged,
    compare: 'shape',
    except: { details: 'what each log type carries' },
  },
};

/** Recorded exchanges that cannot be repeated, and why. */
export const inapplicable: Readonly<Record<string, string>> = {
  ...rulesInapplicable,
  'user-create-2018': 'nickname defaulted to the name until 2019; user-create-2019 is the same call since',
  'user-create-409-custom-domain': 'the sandbox has no custom domains',
  'user-search-v2-engine-2018': 'search engine v2 ended 2019-06-30: refused (tested with the users)',
  'user-logs': 'an entry of the shape of 2019; log-get-2023 is today’s',
  'connection-delete-204-2018': 'deleting answers 202 since 2024: connection-delete-202-2024plus',
  'client-list-array-2018': 'the shape of 2018 with null lists; client-get-2018 covers the keys',
  'client-list-fields': 'asked in its own test: the first client is the demo’s',
  'client-list-paginated-link-header': 'asked in its own test: the last page number is the demo’s',
  'client-list-include_totals-fields': 'asked in its own test: the clients are the demo’s',
  'client-get-404': 'its maintainers’ scrubber replaced the body; the error is in the official OpenAPI',
  'device-credential-create': 'asked in its own test: it needs an end user’s token',
  'device-credential-list-by-client_id-2018': 'user_id is required since 2020-12-17: refused (own test)',
  'device-credential-list-type-filter-empty': 'user_id is required since 2020-12-17: refused (own test)',
  'ticket-password-change-2018-new_password': 'new_password is gone: refused (own test)',
  'job-errors': 'imports are not served',
  'job-get-export-pending': 'exports are not served',
  'job-get-import-summary': 'imports are not served',
  'job-get-verification-failed': 'no mail of the sandbox fails',
  'job-users-exports-create': 'exports are not served',
  'job-users-exports-create-2019': 'exports are not served',
  'job-users-imports-create': 'imports are not served',
  'log-get-2023': 'asked in its own test: the id is a log of that tenant',
  'log-get': 'the shape of 2018; log-get-2023 is today’s',
  'log-list-2018': 'the shape of 2018; log-list-q-2023 is today’s',
  'log-list-from-take': 'the shape of 2018; asked in its own test',
  'log-list-from-take-2023': 'asked in its own test: the checkpoint is a log of that tenant',
  'error-400-invalid_uri-path-format':
    'event streams are not served; the same error is tested with connections',
  'error-400-nested-schema': 'network ACLs are not served',
  'error-403-insufficient_scope': 'rate limit policies are not served; the same error is tested with users',
  'error-403-org-client-grants-scope': 'organizations are not served',
  'error-404-client-grant': 'client grants are not served',
  'error-429-endpoint-limit': 'prompts are not served',
  'error-429-global-limit-get-clients': 'asked in its own test, with a limit',
  'error-429-global-limit-get-users': 'asked in its own test, with a limit',
  'error-429-patch-client': 'asked in its own test, with a limit',
  'oauth-token-client_credentials': 'asked in its own test: the recording’s credentials are made up',
  'oauth-token-403-invalid_grant': 'asked in its own test: another endpoint family',
  'oauth-token-400-invalid_audience': 'asked in its own test: another endpoint family',
  'userinfo-401-www-authenticate': 'asked in its own test: another endpoint family',
};
